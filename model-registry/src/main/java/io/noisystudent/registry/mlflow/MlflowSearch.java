package io.noisystudent.registry.mlflow;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.Annotations;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.filter.FieldKinds;
import io.noisystudent.registry.filter.Filter;
import io.noisystudent.registry.filter.FilterParser;
import io.noisystudent.registry.view.ModelView;
import io.noisystudent.registry.view.RegistryView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Searches of MLflow's clients: filters, orders and page tokens in MLflow's words. */
final class MlflowSearch {
    private static final int MODELS = 1000;
    private static final int VERSIONS = 200_000;
    private static final int DEFAULT_MODELS = 100;
    private static final int DEFAULT_VERSIONS = 10_000;
    private static final String IS_PROMPT = "mlflow.prompt.is_prompt";

    private static final Map<String, Comparator<Found>> ORDERS = Map.of(
            "name", Comparator.comparing(found -> MlflowForm.name(found.model())),
            "version_number", Comparator.comparingInt(MlflowSearch::number),
            "creation_timestamp", Comparator.comparing(found -> found.time(true)),
            "last_updated_timestamp", Comparator.comparing(found -> found.time(false)),
            "timestamp", Comparator.comparing(found -> found.time(false)));

    private final RegistryView view;
    private final MlflowForm form;

    MlflowSearch(RegistryView view, MlflowForm form) {
        this.view = view;
        this.form = form;
    }

    /** A page, and the token of the next one; null on the last. */
    record Result(List<Found> items, @Nullable String next) {}

    /** A model, or one of its versions. */
    record Found(ModelView model, @Nullable ModelVersion version) {
        Instant time(boolean created) {
            if (version == null) {
                return created ? MlflowForm.created(model) : MlflowForm.updated(model);
            }
            return created
                    ? version.createdAt()
                    : MlflowForm.updated(
                            version, model.annotations(version.model().version()));
        }
    }

    Result models(Arguments query) {
        Filter filter = filter(query, Fields.OF_MODELS);
        List<Found> found = new ArrayList<>();
        for (ModelView model : view.models()) {
            if (filter.matches(field -> value(field, model, null))) {
                found.add(new Found(model, null));
            }
        }
        return page(found, query, query.number("max_results", DEFAULT_MODELS, 0, MODELS));
    }

    /** By default in the order of names, the newest version first. */
    Result versions(Arguments query) {
        Filter filter = filter(query, Fields.OF_VERSIONS);
        List<Found> found = new ArrayList<>();
        for (ModelView model : view.models()) {
            for (ModelVersion version : model.versions().descendingMap().values()) {
                if (filter.matches(field -> value(field, model, version))) {
                    found.add(new Found(model, version));
                }
            }
        }
        return page(found, query, query.number("max_results", DEFAULT_VERSIONS, 1, VERSIONS));
    }

    private Filter filter(Arguments query, Fields fields) {
        String text = query.optional("filter");
        return text == null ? Filter.ALL : FilterParser.parse(text, fields);
    }

    private @Nullable Object value(String asked, ModelView model, @Nullable ModelVersion version) {
        String field = Fields.plain(asked);
        int number = version == null ? 0 : version.model().version();
        Annotations said = model.annotations(number);
        if (Fields.isTag(field)) {
            return tag(said.tags(), field.substring(field.indexOf('.') + 1));
        }
        if (field.equals("name")) {
            return MlflowForm.name(model);
        }
        if (version == null) {
            throw new IllegalArgumentException("no field " + field);
        }
        return switch (field) {
            case "version_number" -> number;
            case "run_id" -> KeptFields.runId(version, said);
            case "run_link" -> KeptFields.of(said, KeptFields.RUN_LINK);
            case "model_id" -> KeptFields.of(said, KeptFields.MODEL_ID);
            case "source_path" -> form.artifactUri(version.model());
            default -> throw new IllegalArgumentException("no field " + field);
        };
    }

    /** MLflow's client looks for models by the absence of the tag that marks its prompts. */
    private static @Nullable String tag(Map<String, String> tags, String key) {
        return tags.getOrDefault(key, key.equals(IS_PROMPT) ? "false" : null);
    }

    private static Result page(List<Found> found, Arguments query, int limit) {
        Comparator<Found> order = null;
        for (String column : query.list("order_by")) {
            order = order == null ? order(column) : order.thenComparing(order(column));
        }
        if (order != null) {
            found.sort(order);
        }
        int from = from(query.optional("page_token"), found.size());
        int to = Math.min(found.size(), from + limit);
        return new Result(found.subList(from, to), to < found.size() ? Integer.toString(to) : null);
    }

    private static Comparator<Found> order(String column) {
        String[] words = column.trim().split("\\s+", 3);
        Comparator<Found> order = ORDERS.get(Fields.plain(words[0].replace("`", "")));
        String direction = words.length > 1 ? words[1].toUpperCase(Locale.ROOT) : "ASC";
        if (order == null || words.length > 2 || !List.of("ASC", "DESC").contains(direction)) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_QUERY,
                    "order_by",
                    "'" + column + "' must be one of "
                            + ORDERS.keySet().stream().sorted().toList() + " and ASC or DESC");
        }
        return direction.equals("ASC") ? order : order.reversed();
    }

    private static int from(@Nullable String token, int size) {
        if (token == null) {
            return 0;
        }
        try {
            return Math.min(size, Math.max(0, Integer.parseInt(token)));
        } catch (NumberFormatException e) {
            throw new NoisyStudentException(
                    ErrorCode.BAD_QUERY, "page_token", "'" + token + "' was not given by this registry", e);
        }
    }

    private static int number(Found found) {
        return found.version() == null ? 0 : found.version().model().version();
    }

    /** Fields by MLflow's names, with or without {@code attribute.} before them. */
    private record Fields(List<String> texts, List<String> numbers) implements FieldKinds {
        static final Fields OF_MODELS = new Fields(List.of("name"), List.of());
        static final Fields OF_VERSIONS =
                new Fields(List.of("name", "run_id", "run_link", "model_id", "source_path"), List.of("version_number"));

        private static final List<String> TAGS = List.of("tag.", "tags.");
        private static final List<String> ATTRIBUTES = List.of("attribute.", "attributes.");

        static boolean isTag(String field) {
            return TAGS.stream().anyMatch(field::startsWith);
        }

        static String plain(String field) {
            return ATTRIBUTES.stream()
                    .filter(field::startsWith)
                    .findFirst()
                    .map(prefix -> field.substring(prefix.length()))
                    .orElse(field);
        }

        @Override
        public Kind kind(String field) {
            String plain = plain(field);
            if (numbers.contains(plain)) {
                return Kind.NUMBER;
            }
            return texts.contains(plain) || isTag(field) ? Kind.TEXT : Kind.NONE;
        }

        @Override
        public boolean isUnequalIfMissing(String field) {
            return isTag(field);
        }

        @Override
        public String names() {
            return texts + ", " + numbers + ", tags.KEY";
        }
    }
}
