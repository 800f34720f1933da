package io.noisystudent.k8s;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parser of the part of PromQL that rules and dashboards use: it refuses what does not parse, functions that it does
 * not know, and a vector over time where there is none, and the other way round.
 */
final class PromQl {
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<duration>(?:\\d+(?:ms|[smhdwy]))+)(?![\\w.])"
            + "|(?<number>\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)|(?<string>\"(?:[^\"\\\\]|\\\\.)*\")"
            + "|(?<name>[a-zA-Z_$][a-zA-Z0-9_]*)|(?<sign>==|!=|<=|>=|=~|!~|[-+*/%^()<>{}\\[\\],=:]))");
    private static final List<Set<String>> PRECEDENCE = List.of(
            Set.of("or"),
            Set.of("and", "unless"),
            Set.of("==", "!=", "<", "<=", ">", ">="),
            Set.of("+", "-"),
            Set.of("*", "/", "%"),
            Set.of("^"));
    private static final Set<String> AGGREGATIONS = Set.of("sum", "min", "max", "avg", "count", "topk", "quantile");
    private static final Map<String, Kind> FUNCTIONS = Map.of(
            "rate", Kind.RANGE,
            "increase", Kind.RANGE,
            "delta", Kind.RANGE,
            "changes", Kind.RANGE,
            "max_over_time", Kind.RANGE,
            "histogram_quantile", Kind.VECTOR,
            "clamp_min", Kind.VECTOR,
            "absent", Kind.VECTOR,
            "vector", Kind.SCALAR,
            "time", Kind.SCALAR);
    private static final Set<String> MATCHERS = Set.of("=", "!=", "=~", "!~");

    private final String expression;
    private final List<String> tokens = new ArrayList<>();
    private final Set<String> metrics = new TreeSet<>();
    private int next;

    private enum Kind {
        SCALAR,
        VECTOR,
        RANGE
    }

    private PromQl(String expression) {
        this.expression = expression;
        Matcher matcher = TOKEN.matcher(expression);
        int end = 0;
        while (end < expression.length() && !expression.substring(end).isBlank()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw wrong("'" + expression.substring(end) + "'");
            }
            tokens.add(matcher.group().strip());
            end = matcher.end();
        }
    }

    /** Names of the metrics of an expression; throws if it is malformed. */
    static Set<String> metrics(String expression) {
        PromQl parser = new PromQl(expression);
        Kind kind = parser.binary(0);
        if (parser.next < parser.tokens.size() || kind == Kind.RANGE) {
            throw parser.wrong(kind == Kind.RANGE ? "a vector over time" : "'" + parser.peek() + "'");
        }
        return parser.metrics;
    }

    private Kind binary(int level) {
        if (level == PRECEDENCE.size()) {
            return unary();
        }
        Kind left = binary(level + 1);
        while (PRECEDENCE.get(level).contains(peek())) {
            boolean set = level < 2;
            next++;
            if (Set.of("on", "ignoring").contains(peek())) {
                next++;
                names();
            }
            Kind right = binary(level + 1);
            if (left == Kind.RANGE || right == Kind.RANGE || (set && (left == Kind.SCALAR || right == Kind.SCALAR))) {
                throw wrong("an operator on " + left + " and " + right);
            }
            left = left == Kind.SCALAR ? right : left;
        }
        return left;
    }

    private Kind unary() {
        if (peek().equals("-")) {
            next++;
        }
        int start = next;
        Kind kind = primary();
        boolean selector = tokens.get(start).matches("\\w+")
                && (next == start + 1 || tokens.get(start + 1).equals("{"));
        if (peek().equals("[")) {
            next++;
            duration();
            boolean subquery = peek().equals(":");
            if (subquery) {
                next++;
                duration();
            }
            expect("]");
            if (kind != Kind.VECTOR || !(selector || subquery)) {
                throw wrong("[] after " + kind);
            }
            return Kind.RANGE;
        }
        return kind;
    }

    private Kind primary() {
        String token = take();
        if (token.equals("(")) {
            Kind kind = binary(0);
            expect(")");
            return kind;
        }
        if (Character.isDigit(token.charAt(0))) {
            return Kind.SCALAR;
        }
        if (AGGREGATIONS.contains(token)) {
            return aggregation();
        }
        if (peek().equals("(")) {
            return function(token);
        }
        if (!token.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
            throw wrong("'" + token + "'");
        }
        metrics.add(token);
        if (peek().equals("{")) {
            matchers();
        }
        return Kind.VECTOR;
    }

    private Kind aggregation() {
        boolean grouped = grouping();
        List<Kind> arguments = arguments();
        if (!grouped) {
            grouping();
        }
        if (arguments.isEmpty() || arguments.get(arguments.size() - 1) != Kind.VECTOR) {
            throw wrong("an aggregation of " + arguments);
        }
        return Kind.VECTOR;
    }

    private boolean grouping() {
        boolean grouping = Set.of("by", "without").contains(peek());
        if (grouping) {
            next++;
            names();
        }
        return grouping;
    }

    private Kind function(String name) {
        Kind wanted = FUNCTIONS.get(name);
        List<Kind> arguments = arguments();
        boolean none = name.equals("time");
        if (wanted == null || arguments.isEmpty() != none || (!none && !arguments.contains(wanted))) {
            throw wrong(name + " of " + arguments);
        }
        return none ? Kind.SCALAR : Kind.VECTOR;
    }

    private List<Kind> arguments() {
        List<Kind> arguments = new ArrayList<>();
        expect("(");
        while (!peek().equals(")")) {
            arguments.add(binary(0));
            if (!peek().equals(")")) {
                expect(",");
            }
        }
        expect(")");
        return arguments;
    }

    private void names() {
        expect("(");
        while (!peek().equals(")")) {
            name();
            if (!peek().equals(")")) {
                expect(",");
            }
        }
        expect(")");
    }

    private void matchers() {
        expect("{");
        while (!peek().equals("}")) {
            name();
            String matcher = take();
            String value = take();
            if (!MATCHERS.contains(matcher) || !value.startsWith("\"")) {
                throw wrong("'" + matcher + value + "'");
            }
            if (!peek().equals("}")) {
                expect(",");
            }
        }
        expect("}");
    }

    private void name() {
        String name = take();
        if (!name.matches("[a-zA-Z_][a-zA-Z0-9_]*")) {
            throw wrong("'" + name + "'");
        }
    }

    private void duration() {
        String duration = take();
        // Grafana puts a duration there.
        if (!duration.matches("(\\d+(ms|[smhdwy]))+|\\$__rate_interval")) {
            throw wrong("'" + duration + "'");
        }
    }

    private void expect(String token) {
        String found = take();
        if (!found.equals(token)) {
            throw wrong("'" + found + "' instead of '" + token + "'");
        }
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private String take() {
        if (next == tokens.size()) {
            throw wrong("its end");
        }
        return tokens.get(next++);
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what + " in " + expression);
    }
}
