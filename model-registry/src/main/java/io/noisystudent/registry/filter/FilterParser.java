package io.noisystudent.registry.filter;

import io.noisystudent.contracts.error.NoisyStudentException;
import java.util.HashSet;
import java.util.Set;

import static java.util.Objects.requireNonNull;

/**
 * Reads filters by recursive descent.
 *
 * <pre>
 * filter     = conjunction { "or" conjunction }
 * conjunction = condition { "and" condition }
 * condition  = "not" condition | "(" filter ")" | field comparator value | field ("like" | "ilike") text
 *           | field [ "not" ] "in" "(" text { "," text } ")"
 * comparator = "=" | "!=" | "<" | "<=" | ">" | ">="
 * value      = number | text in '' or ""
 * </pre>
 *
 * Words are read in either case. A field may have a part in backticks: {@code tags.`any key`}.
 */
public final class FilterParser {
    private static final int MAX_LENGTH = 2000;
    private static final int MAX_DEPTH = 32;

    private final Tokens tokens;
    private final FieldKinds fields;
    private int depth;

    private FilterParser(Tokens tokens, FieldKinds fields) {
        this.tokens = tokens;
        this.fields = fields;
    }

    /**
     * Reads a filter.
     *
     * @param fields that may be asked for
     * @throws NoisyStudentException {@code BAD_QUERY} with the position of what cannot be understood
     */
    public static Filter parse(String text, FieldKinds fields) {
        if (text.length() > MAX_LENGTH) {
            throw Tokens.refuse(MAX_LENGTH + 1, "a filter has at most " + MAX_LENGTH + " characters");
        }
        FilterParser parser = new FilterParser(Tokens.of(text), requireNonNull(fields, "fields is null"));
        if (parser.tokens.peek().kind() == Token.Kind.END) {
            return Filter.ALL;
        }
        Filter filter = parser.disjunction();
        Token rest = parser.tokens.peek();
        if (rest.kind() != Token.Kind.END) {
            throw Tokens.refuse(rest.position(), "'and', 'or' or the end is needed, not " + rest.described());
        }
        return filter;
    }

    private Filter disjunction() {
        Filter left = conjunction();
        while (tokens.peek().isWord("or")) {
            tokens.take();
            left = new Filter.Or(left, conjunction());
        }
        return left;
    }

    private Filter conjunction() {
        Filter left = condition();
        while (tokens.peek().isWord("and")) {
            tokens.take();
            left = new Filter.And(left, condition());
        }
        return left;
    }

    private Filter condition() {
        Token first = tokens.take();
        if (++depth > MAX_DEPTH) {
            throw Tokens.refuse(first.position(), "conditions are nested deeper than " + MAX_DEPTH);
        }
        Filter condition;
        if (first.isWord("not")) {
            condition = new Filter.Not(condition());
        } else if (first.kind() == Token.Kind.OPEN) {
            condition = disjunction();
            Token close = tokens.take();
            if (close.kind() != Token.Kind.CLOSE) {
                throw Tokens.refuse(close.position(), "')' is needed, not " + close.described());
            }
        } else {
            condition = comparison(first);
        }
        depth--;
        return condition;
    }

    private Filter comparison(Token field) {
        if (field.kind() != Token.Kind.NAME) {
            throw Tokens.refuse(
                    field.position(), "the name of a field, 'not' or '(' is needed, not " + field.described());
        }
        FieldKinds.Kind kind = fields.kind(field.text());
        if (kind == FieldKinds.Kind.NONE) {
            throw Tokens.refuse(
                    field.position(), "there is no field '" + field.text() + "', there are " + fields.names());
        }
        Token operator = tokens.take();
        if (operator.isWord("like") || operator.isWord("ilike")) {
            requireKind(FieldKinds.Kind.TEXT, kind, field, operator);
            return new Filter.Like(field.text(), new LikePattern(text().text(), operator.isWord("ilike")));
        }
        if (operator.isWord("in")) {
            requireKind(FieldKinds.Kind.TEXT, kind, field, operator);
            return new Filter.In(field.text(), texts());
        }
        if (operator.isWord("not")) {
            Token in = tokens.take();
            if (!in.isWord("in")) {
                throw Tokens.refuse(in.position(), "'in' is needed after 'not', not " + in.described());
            }
            requireKind(FieldKinds.Kind.TEXT, kind, field, operator);
            Filter missing = new Filter.Missing(field.text());
            Filter other = new Filter.Not(new Filter.In(field.text(), texts()));
            return fields.isUnequalIfMissing(field.text()) ? other : new Filter.And(new Filter.Not(missing), other);
        }
        if (operator.kind() != Token.Kind.COMPARATOR) {
            throw Tokens.refuse(
                    operator.position(),
                    "=, !=, <, <=, >, >=, like, ilike, in or not in is needed, not " + operator.described());
        }
        Filter.Comparator comparator = Filter.Comparator.of(operator.text());
        if (kind == FieldKinds.Kind.NUMBER) {
            return new Filter.NumberComparison(field.text(), comparator, number(field));
        }
        Filter compared = new Filter.TextComparison(field.text(), comparator, text().text());
        return comparator == Filter.Comparator.NOT_EQUAL && fields.isUnequalIfMissing(field.text())
                ? new Filter.Or(new Filter.Missing(field.text()), compared)
                : compared;
    }

    private Set<String> texts() {
        Token open = tokens.take();
        if (open.kind() != Token.Kind.OPEN) {
            throw Tokens.refuse(open.position(), "'(' is needed, not " + open.described());
        }
        Set<String> texts = new HashSet<>();
        while (true) {
            texts.add(text().text());
            Token next = tokens.take();
            if (next.kind() == Token.Kind.CLOSE) {
                return texts;
            }
            if (next.kind() != Token.Kind.COMMA) {
                throw Tokens.refuse(next.position(), "',' or ')' is needed, not " + next.described());
            }
        }
    }

    private double number(Token field) {
        Token value = tokens.take();
        try {
            if (value.kind() == Token.Kind.NUMBER || value.kind() == Token.Kind.STRING) {
                return Double.parseDouble(value.text());
            }
        } catch (NumberFormatException e) {
            throw Tokens.refuse(
                    value.position(), "'" + field.text() + "' is a number, and " + value.described() + " is not");
        }
        throw Tokens.refuse(value.position(), "a number is needed, not " + value.described());
    }

    private Token text() {
        Token value = tokens.take();
        if (value.kind() != Token.Kind.STRING) {
            throw Tokens.refuse(value.position(), "a text in '' is needed, not " + value.described());
        }
        return value;
    }

    private static void requireKind(FieldKinds.Kind wanted, FieldKinds.Kind kind, Token field, Token operator) {
        if (wanted != kind) {
            throw Tokens.refuse(
                    operator.position(), "'" + field.text() + "' is a number, which is not compared by a pattern");
        }
    }
}
