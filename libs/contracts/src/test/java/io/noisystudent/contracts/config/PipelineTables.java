package io.noisystudent.contracts.config;

import io.noisystudent.contracts.config.Kinds.KindDeclaration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tables of {@code docs/pipeline.md}. A comment {@code keys: splits topics} is followed by the keys of these sections,
 * {@code kinds: gate.rules} by the kinds that the key may name, and {@code changes: recipes.objective.hint.weight} by the
 * keys of a weight that changes, each up to a comment {@code end}.
 */
final class PipelineTables {
    private static final Pattern TABLE =
            Pattern.compile("(?s)(<!-- (keys|kinds|changes): ([a-z. -]+) -->\n).*?(?=<!-- end -->)");

    /** Larger limits only keep arithmetic from overflowing. */
    private static final long NO_LIMIT = 1_000_000_000;

    private static final List<String> HEADING = List.of("| key | values | default | meaning |", "|---|---|---|---|");

    private PipelineTables() {}

    /** The page with every table as the declarations have it. */
    static String fill(String page) {
        return TABLE.matcher(page)
                .replaceAll(table -> Matcher.quoteReplacement(table.group(1) + table(table.group(2), table.group(3))));
    }

    private static String table(String what, String names) {
        return switch (what) {
            case "keys" -> keys(names);
            case "kinds" -> kinds(names);
            default -> changes(names);
        };
    }

    private static String changes(String path) {
        Weights weights = (Weights) key(path).form();
        List<String> rows = new ArrayList<>(HEADING);
        weights.change().declaration().keys().forEach(key -> addRows(rows, "", key));
        return String.join("\n", rows) + "\n";
    }

    private static String keys(String names) {
        List<String> rows = new ArrayList<>(HEADING);
        for (String name : names.split(" ", -1)) {
            addRows(rows, "", key(PipelineConfigReader.DECLARATION, name));
        }
        return String.join("\n", rows) + "\n";
    }

    private static void addRows(List<String> rows, String prefix, KeyDeclaration key) {
        Optional<Declaration> inner =
                key.form() instanceof Fields fields ? Optional.of(fields.declaration()) : Optional.empty();
        if (key.form() instanceof Entries list && list.entry() instanceof Fields fields) {
            fields.declaration().keys().forEach(entry -> addRows(rows, "", entry));
            return;
        }
        if (inner.isEmpty() || key.key().or().length > 0) {
            rows.add("| `" + prefix + key.name() + "` | " + values(key) + " | " + defaultValue(key) + " | "
                    + key.key().doc() + " |");
        }
        inner.ifPresent(
                section -> section.keys().forEach(innerKey -> addRows(rows, prefix + key.name() + ".", innerKey)));
    }

    private static String kinds(String path) {
        KeyDeclaration key = key(path);
        Kinds kinds = (Kinds) (key.form() instanceof Entries list ? list.entry() : key.form());
        boolean compare = kinds.kinds().stream().anyMatch(kind -> compares(kind).isPresent());
        String rows = kinds.kinds().stream()
                .map(kind -> "| `" + kind.name() + "` | " + parameters(kind) + " | "
                        + (compare ? compares(kind).orElse("no version") + " | " : "")
                        + kind.kind().value() + " |\n")
                .collect(Collectors.joining());
        return "| " + key.name().replaceAll("s$", "") + " | parameters | "
                + (compare ? "compares with | meaning |\n|---|---|---|---|\n" : "meaning |\n|---|---|---|\n") + rows;
    }

    private static Optional<String> compares(KindDeclaration kind) {
        return Optional.ofNullable(kind.parameters().type().getAnnotation(Compares.class))
                .map(Compares::value);
    }

    private static String parameters(KindDeclaration kind) {
        return kind.parameters().keys().stream()
                .map(key -> "`" + key.name() + "`, " + values(key)
                        + (isWithoutDefault(key) ? "" : " (" + defaultValue(key) + ")") + ": "
                        + key.key().doc())
                .collect(Collectors.joining("; "));
    }

    private static String values(KeyDeclaration key) {
        String none = key.key().or().length == 0 ? "" : " or `" + key.key().or()[0] + "`";
        return values(key, key.form()) + none;
    }

    private static String values(KeyDeclaration key, Form form) {
        if (form instanceof Whole whole) {
            return whole(whole);
        } else if (form instanceof Decimal decimal) {
            return decimal(decimal.interval());
        } else if (form instanceof Flag) {
            return "true, false";
        } else if (form instanceof Words words) {
            return String.join(", ", words.values().keySet());
        } else if (form instanceof Fields) {
            return "a map";
        } else if (form instanceof Weights weights) {
            return decimal(weights.interval()) + " or a map";
        } else if (form instanceof Kinds kinds) {
            return kinds.kinds().stream().map(KindDeclaration::name).collect(Collectors.joining(", "))
                    + ", or one with its parameters";
        }
        return key.key().give();
    }

    private static String whole(Whole whole) {
        if (!whole.only().isEmpty()) {
            return whole.only().stream().map(String::valueOf).collect(Collectors.joining(" or "));
        } else if (whole.high() == Long.MAX_VALUE) {
            return "a whole number";
        }
        String most = whole.derived().mostText();
        if (most.isEmpty() && whole.high() >= NO_LIMIT) {
            return whole.low() + " and more";
        }
        return whole.low() + " to " + (most.isEmpty() ? String.valueOf(whole.high()) : most);
    }

    private static String decimal(Interval interval) {
        String text = interval.text();
        String low = text.substring(1, text.indexOf(','));
        String high = text.substring(text.indexOf(',') + 2, text.length() - 1);
        if (interval.withLow()) {
            return low + (interval.withHigh() ? " to " : " to below ") + high;
        }
        return "above " + low + (interval.withHigh() ? ", at most " : ", below ") + high;
    }

    private static String defaultValue(KeyDeclaration key) {
        if (key.key().derived() != Derived.NOTHING) {
            return key.key().derived().valueText();
        } else if (key.isSection()) {
            return "as below";
        } else if (key.key().defaultValue().equals(Key.ALTERNATIVE)) {
            return "one of them is required";
        }
        String text = key.key().defaultValue();
        return text.startsWith("[") ? "`" + text + "`" : text;
    }

    /** Whether there is no value that stands in the file as the default. */
    static boolean isWithoutDefault(KeyDeclaration key) {
        return Arrays.asList(Key.REQUIRED, Key.ALTERNATIVE).contains(key.key().defaultValue());
    }

    private static KeyDeclaration key(String path) {
        Declaration section = PipelineConfigReader.DECLARATION;
        String[] names = path.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            Form form = key(section, names[i]).form();
            Form entry = form instanceof Entries list ? list.entry() : form;
            if (entry instanceof Kinds kinds) {
                String kind = names[++i];
                section = kinds.kinds().stream()
                        .filter(candidate -> candidate.name().equals(kind))
                        .findFirst()
                        .orElseThrow()
                        .parameters();
            } else {
                section = ((Fields) entry).declaration();
            }
        }
        return key(section, names[names.length - 1]);
    }

    private static KeyDeclaration key(Declaration section, String name) {
        return section.keys().stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
