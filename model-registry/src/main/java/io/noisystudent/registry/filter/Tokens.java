package io.noisystudent.registry.filter;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a filter. */
final class Tokens {
    private static final Pattern WORD = Pattern.compile("\\s*(?:"
            + "(?<name>[A-Za-z_][A-Za-z0-9_-]*(?:\\.(?:[A-Za-z0-9_-]+|`[^`]*`|\"[^\"]*\"))*)"
            + "|(?<number>[+-]?(?:[0-9]{1,18}(?:\\.[0-9]{0,18})?|\\.[0-9]{1,18})(?:[eE][+-]?[0-9]{1,3})?)"
            + "|'(?<single>(?:[^']++|'')*+)'"
            + "|\"(?<double>(?:[^\"]++|\"\")*+)\""
            + "|(?<comparator><=|>=|!=|=|<|>)"
            + "|(?<open>\\()"
            + "|(?<close>\\))"
            + "|(?<comma>,)"
            + "|(?<end>$))");

    private final List<Token> tokens;
    private int next;

    private Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    static Tokens of(String text) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        int from = 0;
        while (true) {
            if (!matcher.find(from) || matcher.start() != from) {
                throw unreadable(text, from);
            }
            Token token = token(matcher);
            tokens.add(token);
            if (token.kind() == Token.Kind.END) {
                return new Tokens(tokens);
            }
            from = matcher.end();
        }
    }

    Token peek() {
        return tokens.get(next);
    }

    /** The next word; after the end, the end again. */
    Token take() {
        Token token = peek();
        if (token.kind() != Token.Kind.END) {
            next++;
        }
        return token;
    }

    static NoisyStudentException refuse(int position, String why) {
        return new NoisyStudentException(
                ErrorCode.BAD_QUERY,
                "filter",
                "at position " + position + ": " + why
                        + "; a filter looks like: metrics.top1 > 0.9 and generation >= 2");
    }

    private static Token token(Matcher matcher) {
        if (matcher.group("name") != null) {
            String name = matcher.group("name").replace("`", "").replace("\"", "");
            return new Token(Token.Kind.NAME, name, matcher.start("name") + 1);
        }
        if (matcher.group("number") != null) {
            return new Token(Token.Kind.NUMBER, matcher.group("number"), matcher.start("number") + 1);
        }
        if (matcher.group("single") != null) {
            return new Token(Token.Kind.STRING, matcher.group("single").replace("''", "'"), matcher.start("single"));
        }
        if (matcher.group("double") != null) {
            return new Token(Token.Kind.STRING, matcher.group("double").replace("\"\"", "\""), matcher.start("double"));
        }
        if (matcher.group("comparator") != null) {
            return new Token(Token.Kind.COMPARATOR, matcher.group("comparator"), matcher.start("comparator") + 1);
        }
        if (matcher.group("open") != null) {
            return new Token(Token.Kind.OPEN, "(", matcher.start("open") + 1);
        }
        if (matcher.group("close") != null) {
            return new Token(Token.Kind.CLOSE, ")", matcher.start("close") + 1);
        }
        if (matcher.group("comma") != null) {
            return new Token(Token.Kind.COMMA, ",", matcher.start("comma") + 1);
        }
        return new Token(Token.Kind.END, "", matcher.end() + 1);
    }

    private static NoisyStudentException unreadable(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        char found = text.charAt(at);
        return refuse(
                at + 1,
                found == '\'' || found == '"'
                        ? "the text that begins here has no end"
                        : "'" + found + "' means nothing");
    }
}
