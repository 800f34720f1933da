package io.noisystudent.registry.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.testkit.process.ServiceProcess;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Every way by which the alias {@code teacher} of a model could move or vanish. */
public final class TeacherMoves {
    /** Operations that change something, and never an alias. */
    private static final Set<String> ELSEWHERE = Set.of(
            "PUT /api/v1/blobs/sha256/{digest}",
            "POST /api/v1/models/{model}/versions",
            "PATCH /api/v1/models/{model}/annotations",
            "PATCH /api/v1/models/{model}/versions/{version}/annotations",
            "POST /api/v1/models/{model}/versions/{version}/evaluations",
            "POST /api/v1/models/{model}/versions/{version}/signatures",
            "POST /api/v1/maintenance/gc",
            // The alias stays where it is, under another number.
            "POST /api/v1/maintenance/continue",
            "POST /api/2.0/mlflow/model-versions/create",
            "POST /api/2.0/mlflow/model-versions/set-tag",
            "DELETE /api/2.0/mlflow/model-versions/delete-tag",
            "PATCH /api/2.0/mlflow/model-versions/update",
            "POST /api/2.0/mlflow/registered-models/create",
            "POST /api/2.0/mlflow/registered-models/get-latest-versions",
            "POST /api/2.0/mlflow/registered-models/set-tag",
            "DELETE /api/2.0/mlflow/registered-models/delete-tag",
            "PATCH /api/2.0/mlflow/registered-models/update");

    private static final String DECIDED = "{\"actor\": \"ann\", \"reason\": \"by eye\"}";

    private static final String MLFLOW =
            "{\"name\": \"{model}\", \"alias\": \"teacher\", \"version\": \"{version}\", \"stage\": \"Production\"}";

    /** What is sent, by way; {@code {version}} is one that is not the teacher. */
    private static final Map<String, String> WAYS = ways();

    private static Map<String, String> ways() {
        Map<String, String> ways = new LinkedHashMap<>();
        ways.put(
                "PUT /api/v1/models/{model}/aliases/{alias}",
                "{\"version\": {version}, \"actor\": \"ann\", \"reason\": \"by eye\", \"evidence\": []}");
        ways.put("POST /api/2.0/mlflow/registered-models/alias", MLFLOW);
        ways.put(
                "POST /api/v1/models/{model}/versions/{version}/promote with override",
                "{\"actor\": \"ann\", \"reason\": \"by eye\", \"evidence\": [], \"override\": true}");
        ways.put(
                "POST /api/v1/models/{model}/versions/{version}/promote",
                "{\"actor\": \"ann\", \"reason\": \"better\", \"evidence\": [\"e1\"], \"override\": false}");
        ways.put("POST /api/v1/models/{model}/versions/{version}/reject", DECIDED);
        ways.put(
                "POST /api/v1/models/{model}/rollback",
                "{\"toVersion\": {version}, \"actor\": \"ann\", \"reason\": \"worse\"}");
        ways.put("DELETE /api/v1/models/{model}/aliases/{alias}", DECIDED);
        ways.put("DELETE /api/v1/models/{model}", DECIDED);
        ways.put("DELETE /api/v1/models/{model}/versions/{version}", DECIDED);
        ways.put("DELETE /api/2.0/mlflow/registered-models/alias", MLFLOW);
        ways.put("DELETE /api/2.0/mlflow/registered-models/delete", MLFLOW);
        ways.put("POST /api/2.0/mlflow/registered-models/rename", MLFLOW);
        ways.put("DELETE /api/2.0/mlflow/model-versions/delete", MLFLOW);
        ways.put("POST /api/2.0/mlflow/model-versions/transition-stage", MLFLOW);
        return ways;
    }

    private final ServiceProcess registry;
    private final String model;
    private final Map<String, String> tokens;
    private final String reader;

    /**
     * @param model whose versions 1 and 2 have both been teacher; beside it there is {@code MODEL-PERSON} for every person,
     *     of which version 1 has the evaluation {@code e1} and which has no teacher
     * @param tokens by the name of the person who shows them
     * @param reader a token that may read
     */
    public TeacherMoves(ServiceProcess registry, String model, Map<String, String> tokens, String reader) {
        this.registry = registry;
        this.model = model;
        this.tokens = tokens;
        this.reader = reader;
    }

    /** Operations of a description that change something, and are neither tried here nor known to leave aliases alone. */
    public static Set<String> unknown(JsonNode description) {
        Set<String> unknown = new TreeSet<>();
        description.get("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> unknown.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        unknown.removeIf(operation ->
                operation.startsWith("GET ") || operation.startsWith("HEAD ") || operation.contains(" /q/"));
        unknown.removeAll(ELSEWHERE);
        unknown.removeAll(WAYS.keySet());
        return unknown;
    }

    /** By way, what every person is answered, and the kind of the slot if the alias moved. */
    public Map<String, String> tryAll() {
        Map<String, String> outcomes = new LinkedHashMap<>();
        for (String way : WAYS.keySet()) {
            outcomes.put(
                    way,
                    tokens.entrySet().stream()
                            .map(person -> outcome(way, person.getKey(), person.getValue()))
                            .collect(Collectors.joining(", ")));
        }
        return outcomes;
    }

    private String outcome(String way, String person, String token) {
        String name = way.endsWith("/promote") ? model + "-" + person : model;
        JsonNode before = teacher(name);
        int status = send(way, name, before, token);
        JsonNode after = teacher(name);
        return person + " " + status
                + (after.equals(before) ? "" : " " + after.path("kind").asText("gone"));
    }

    private int send(String way, String name, JsonNode head, String token) {
        int other = head.path("version").asInt() == 1 ? 2 : 1;
        String[] operation = filled(way, name, other).split(" ", 3);
        return registry.send(
                        operation[1],
                        HttpRequest.newBuilder()
                                .method(
                                        operation[0],
                                        HttpRequest.BodyPublishers.ofString(filled(WAYS.get(way), name, other)))
                                .headers("content-type", "application/json", "Authorization", "Bearer " + token)
                                .header("If-Match", "\"" + head.path("revision").asLong() + "\""))
                .statusCode();
    }

    private static String filled(String template, String model, int version) {
        return template.replace("{model}", model)
                .replace("{version}", Integer.toString(version))
                .replace("{alias}", "teacher");
    }

    /** The current slot, or the answer that there is none. */
    private JsonNode teacher(String name) {
        return Api.json(registry.send(
                "/api/v1/models/" + name + "/aliases/teacher",
                HttpRequest.newBuilder().header("Authorization", "Bearer " + reader)));
    }
}
