package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.event.TrainingRanges;
import io.noisystudent.contracts.event.TrainingRequest;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.Lineage;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.VersionRequest;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/** Filters, annotations and what the registry derives from what was put in, over HTTP on a real store. */
class RegistryReportIT {
    private static final String MODEL = Samples.MODEL;
    private static EmbeddedStack stack;
    private static ServiceProcess registry;
    private static Api api;

    /** Three generations of one model: 1 has no teacher, 2 was taught by 1, 3 by 2; 1 and then 2 became teacher. */
    @BeforeAll
    static void start() {
        stack = EmbeddedStack.shared();
        registry = Registries.start(
                stack,
                Map.of(
                        "noisystudent.store.public-endpoint",
                        stack.objectStore().endpoint().toString()));
        api = new Api(registry);
        RegistryClient client = new RegistryClient(registry.uri("/"));
        for (int generation = 0; generation < 3; generation++) {
            register(generation);
        }
        client.postEvaluation(Samples.evaluation("e1", 1, Split.VALIDATION, 80, null));
        client.postEvaluation(Samples.compared("e2", 2, 1, 20, 0));
        client.postEvaluation(Samples.compared("e3", 3, 2, 0, 30));
        client.promote(new ModelRef(MODEL, 1), request("e1"));
        client.promote(new ModelRef(MODEL, 2), request("e2"));
        client.promote(new ModelRef(MODEL, 3), request("e3"));
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Test
    void shouldFilterVersionsAndPageThem() {
        assertThat(versions("metrics.top1 >= 0.8 and generation >= 1")).containsExactly("2");
        assertThat(versions("teacher = 1 or not teacher > 0")).containsExactly("1", "2");
        assertThat(versions("network like 'ml_' and purpose = 'student'")).containsExactly("1", "2", "3");
        JsonNode first = Api.json(api.get(filtered("generation >= 1") + "&limit=1"));
        assertThat(first.get("items").findValuesAsText("sha256")).hasSize(1);
        JsonNode second = Api.json(api.get(filtered("generation >= 1") + "&limit=1&cursor="
                + first.get("next").asText()));
        assertThat(second.at("/items/0/model/version").asInt()).isEqualTo(3);
        assertThat(second.get("next").isNull()).isTrue();
        HttpResponse<byte[]> wrong = api.get(filtered("generation >= 1 adn version = 2"));
        assertThat(Api.problem(wrong)).isEqualTo("400 BAD_QUERY true");
        assertThat(Api.json(wrong).get("detail").asText()).startsWith("at position 17: 'and', 'or'");
    }

    @Test
    void shouldAnnotateVersionsAndModels() {
        // Given
        String path = "/models/" + MODEL + "/versions/3/annotations";
        assertThat(api.get(path).headers().firstValue("etag")).contains("\"0\"");
        // When
        HttpResponse<byte[]> changed = api.send(
                "PATCH", path, "{\"actor\":\"ann\",\"description\":\"odd\",\"tags\":{\"stage\":\"archived\"}}");
        // Then
        assertThat(changed.statusCode()).isEqualTo(200);
        String etag = changed.headers().firstValue("etag").orElseThrow();
        assertThat(api.get(path, "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertThat(versions("tags.stage = 'archived' and description like 'o%'"))
                .containsExactly("3");
        assertThat(Api.problem(
                        api.send("PATCH", path, "{\"actor\":\"bob\",\"description\":\"x\"}", "If-Match", "\"0\"")))
                .isEqualTo("412 STALE_REVISION true");
        JsonNode cleared =
                Api.json(api.send("PATCH", path, "{\"actor\":\"bob\",\"tags\":{\"stage\":null}}", "If-Match", etag));
        assertThat(cleared.get("tags").isEmpty()).isTrue();
        assertThat(cleared.get("description").asText()).isEqualTo("odd");
        assertThat(Api.json(api.get(path + "/history")).get("items").findValuesAsText("actor"))
                .containsExactly("unauthenticated:ann", "unauthenticated:bob");
        assertThat(Api.problem(api.send("PATCH", path, "{\"actor\":\"bob\",\"tag\":{}}")))
                .isEqualTo("400 BAD_REQUEST true");
        assertThat(Api.problem(api.get("/models/" + MODEL + "/versions/9/annotations")))
                .isEqualTo("404 NOT_FOUND true");
        String model = "/models/" + MODEL + "/annotations";
        api.send("PATCH", model, "{\"actor\":\"ann\",\"tags\":{\"team\":\"vision\"}}");
        assertThat(Api.json(api.get(model)).at("/tags/team").asText()).isEqualTo("vision");
        assertThat(Api.json(api.get(model + "/history")).get("items")).hasSize(1);
    }

    @Test
    void shouldShowLineageBackToTheFirstTeacher() {
        // When
        JsonNode graph = Api.json(api.get("/models/" + MODEL + "/versions/3/lineage"));
        JsonNode near = Api.json(api.get("/models/" + MODEL + "/versions/3/lineage?depth=0"));
        String dot = new String(
                api.get("/models/" + MODEL + "/versions/3/lineage", "Accept", "text/vnd.graphviz")
                        .body(),
                StandardCharsets.UTF_8);
        // Then
        assertThat(graph.get("nodes").findValuesAsText("id"))
                .contains("version:digits/3", "version:digits/2", "version:digits/1");
        assertThat(graph.get("edges").findValuesAsText("role"))
                .containsOnly("teacher", "recipe", "labeled", "unlabeled")
                .filteredOn("teacher"::equals)
                .hasSize(2);
        assertThat(graph.get("complete").asBoolean()).isTrue();
        assertThat(near.get("complete").asBoolean()).isFalse();
        assertThat(dot)
                .startsWith("digraph lineage {")
                .contains("\"version:digits/2\" -> \"version:digits/3\" [label=\"teacher\"];");
        assertThat(Api.problem(api.get("/models/" + MODEL + "/versions/3/lineage?depth=x")))
                .isEqualTo("400 BAD_QUERY true");
    }

    @Test
    void shouldCompareTwoVersionsFromBothSides() {
        // When
        JsonNode forward = Api.json(api.get("/models/" + MODEL + "/versions/2/comparison?with=1"));
        JsonNode backward = Api.json(api.get("/models/" + MODEL + "/versions/1/comparison?with=2"));
        JsonNode unpaired = Api.json(api.get("/models/" + MODEL + "/versions/3/comparison?with=1"));
        // Then
        assertThat(forward.at("/paired/onlyCandidate").asInt()).isEqualTo(20);
        assertThat(backward.at("/paired/onlyIncumbent").asInt()).isEqualTo(20);
        assertThat(backward.at("/paired/difference").asDouble()).isEqualTo(-0.2);
        assertThat(backward.at("/paired/pWorse").asDouble()).isLessThan(1e-5);
        assertThat(forward.get("sameData").asBoolean()).isTrue();
        assertThat(forward.at("/classes/0/name").asText()).isEqualTo("cat");
        assertThat(forward.at("/metrics/1/name").asText()).isEqualTo("top1");
        assertThat(unpaired.get("paired").isNull()).isTrue();
        assertThat(unpaired.at("/metrics/1/difference").asDouble()).isLessThan(-0.1);
        JsonNode nothing = Api.json(api.get("/models/" + MODEL + "/versions/2/comparison?with=1&split=test"));
        assertThat(nothing.get("metrics").isEmpty()).isTrue();
        assertThat(Api.problem(api.get("/models/" + MODEL + "/versions/2/comparison")))
                .isEqualTo("400 BAD_QUERY true");
        assertThat(Api.problem(api.get("/models/" + MODEL + "/versions/2/comparison?with=9")))
                .isEqualTo("404 NOT_FOUND true");
        assertThat(Api.problem(api.get("/models/" + MODEL + "/versions/2/comparison?with=1&split=all")))
                .isEqualTo("400 BAD_QUERY true");
    }

    @Test
    void shouldExplainWhichVersionIsTeacher() {
        // When
        JsonNode why = Api.json(api.get("/models/" + MODEL + "/aliases/teacher/explanation"));
        // Then
        assertThat(why.at("/slot/version").asInt()).isEqualTo(2);
        assertThat(why.get("replaced").asInt()).isEqualTo(1);
        assertThat(why.at("/evidence/0/id").asText()).isEqualTo("e2");
        assertThat(why.get("verifiedSlots").asInt()).isEqualTo(2);
        assertThat(why.get("headSha256").asText()).hasSize(64);
        assertThat(why.get("text").toString())
                .contains("It replaced version 1.", "taught by digits/1", "passed not-worse: not shown to be worse");
        assertThat(Api.problem(api.get("/models/" + MODEL + "/aliases/nobody/explanation")))
                .isEqualTo("404 NOT_FOUND true");
        api.send(
                "PUT", "/models/" + MODEL + "/aliases/old", new AliasMove(1, "a", "b", List.of()), "If-Match", "\"0\"");
        assertThat(Api.json(api.get("/models/" + MODEL + "/aliases/old/explanation"))
                        .get("text")
                        .toString())
                .contains("a person moved the alias", "It is the first.");
    }

    @Test
    void shouldWriteAModelCard() {
        // When
        HttpResponse<byte[]> card = api.get("/models/" + MODEL + "/versions/2/card");
        // Then
        assertThat(card.headers().firstValue("content-type").orElseThrow()).startsWith("text/markdown");
        String text = new String(card.body(), StandardCharsets.UTF_8);
        assertThat(text)
                .startsWith("---\nlibrary_name: onnx\npipeline_tag: image-classification\n")
                .contains(
                        "base_model: \"digits/1\"",
                        "- \"digits.labeled\"",
                        "      value: 0.800000",
                        "| cat | 40 | 10 |",
                        "| passed not-worse | version 1 | not-worse: not shown to be worse");
        Map<?, ?> front = new Yaml().load(text.substring(4, text.indexOf("---\n", 4)));
        assertThat(front.get("base_model")).isEqualTo("digits/1");
        assertThat(front.get("model-index")).asString().contains("accuracy");
    }

    @Test
    void shouldRedirectADownloadToTheStore() throws Exception {
        // Given
        String path = "/models/" + MODEL + "/versions/1/artifact";
        // When
        HttpResponse<byte[]> redirect = api.get(path + "?redirect=true");
        // Then
        assertThat(redirect.statusCode()).isEqualTo(307);
        URI location = URI.create(redirect.headers().firstValue("location").orElseThrow());
        HttpResponse<byte[]> direct = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(location).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(direct.body()).isEqualTo(api.get(path).body());
        HttpResponse<byte[]> forged = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(location.toString().replace("Signature=", "Signature=0")))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(forged.statusCode()).isEqualTo(403);
    }

    @Test
    void shouldTellOfAVersionThatHasNoControl() {
        // When
        JsonNode none = Api.json(api.get("/models/" + MODEL + "/versions/2/controls"));

        // Then
        assertThat(none.at("/version/version").asInt()).isEqualTo(2);
        assertThat(none.get("comparisons")).isEmpty();
        assertThat(Api.problem(api.get("/models/" + MODEL + "/versions/9/controls")))
                .isEqualTo("404 NOT_FOUND true");
    }

    private static List<String> versions(String filter) {
        JsonNode page = Api.json(api.get(filtered(filter)));
        return page.get("items").findParents("sha256").stream()
                .map(item -> item.at("/model/version").asText())
                .toList();
    }

    private static String filtered(String filter) {
        return "/models/" + MODEL + "/versions?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8);
    }

    private static PromotionRequest request(String evidence) {
        return new PromotionRequest("teacher-service", "generation", List.of(evidence), false);
    }

    private static void register(int generation) {
        byte[] onnx = Api.onnx(900 + generation);
        @Nullable ModelRef teacher = generation == 0 ? null : new ModelRef(MODEL, generation);
        Lineage sample = Samples.trained("g" + generation).lineage();
        TrainingRequest request = sample.request();
        TrainingRequest own = new TrainingRequest(
                request.id(),
                MODEL,
                generation,
                0,
                request.purpose(),
                request.recipe(),
                request.selection(),
                7,
                teacher,
                new TrainingRanges(
                        request.data().labeled(),
                        teacher == null ? List.of() : List.of(new LogRange("digits.unlabeled", 0, 0, 50)),
                        List.of(),
                        0,
                        0),
                null,
                null,
                null,
                null);
        String digest = Digests.sha256Hex(onnx);
        api.send("PUT", "/blobs/sha256/" + digest, onnx);
        HttpResponse<byte[]> made = api.send(
                "POST",
                "/models/" + MODEL + "/versions",
                new VersionRequest(digest, new Lineage(own, sample.environment()), null));
        assertThat(made.statusCode()).isEqualTo(201);
    }
}
