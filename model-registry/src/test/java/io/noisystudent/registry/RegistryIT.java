package io.noisystudent.registry;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.PairedComparison;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Rejection;
import io.noisystudent.contracts.registry.Rollback;
import io.noisystudent.contracts.registry.Verdict;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.contracts.registry.VersionRequest;
import io.noisystudent.networks.graph.ElementType;
import io.noisystudent.networks.graph.Graph;
import io.noisystudent.networks.graph.TensorSpec;
import io.noisystudent.networks.onnx.OnnxReader;
import io.noisystudent.networks.onnx.OnnxWriter;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import io.noisystudent.testkit.web.ForeignPageProbe;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The service as it is shipped, over HTTP, on a real broker and a real store. */
class RegistryIT {
    private static EmbeddedStack stack;
    private static ServiceProcess registry;
    private static Api api;
    private static RegistryClient client;

    @BeforeAll
    static void start() {
        stack = EmbeddedStack.shared();
        registry = Registries.start(stack, Map.of("noisystudent.registry.max-model-size", "1M"));
        api = new Api(registry);
        client = new RegistryClient(registry.uri("/"));
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Test
    void shouldKeepNoMoreOfADecisionThanItCanHoldInMemory() {
        // Given
        api.importFile("wordy", Api.onnx(77));
        String longest = "r".repeat(2000);
        List<String> many = Collections.nCopies(101, "validation");
        String alias = "/models/wordy/aliases/canary";
        String version = "/models/wordy/versions/1";

        // Then
        for (AliasMove move : List.of(
                new AliasMove(1, "ann", longest + "r", List.of()),
                new AliasMove(1, "ann", "r", many),
                new AliasMove(1, "ann", "r", List.of("../etc")))) {
            assertThat(api.send("PUT", alias, move, "If-Match", "\"0\"").statusCode())
                    .isEqualTo(400);
        }
        assertThat(Api.problem(api.send(
                        "POST", version + "/promote", new PromotionRequest("ann", longest + "r", List.of(), true))))
                .isEqualTo("400 BAD_REQUEST true");
        assertThat(Api.problem(api.send("POST", version + "/reject", new Rejection("ann", longest + "r"))))
                .isEqualTo("400 BAD_REQUEST true");
        assertThat(Api.problem(api.send("POST", "/models/wordy/rollback", new Rollback(null, "ann", longest + "r"))))
                .isEqualTo("400 BAD_REQUEST true");
        assertThat(api.send("PUT", alias, new AliasMove(1, "ann", longest, List.of()), "If-Match", "\"0\"")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void shouldBeOfNoUseToAForeignPage() {
        assertThat(new ForeignPageProbe(registry.uri("")).breaches(Set.of(), Set.of()))
                .isEmpty();
        assertThat(registry.send("/q/health/ready", HttpRequest.newBuilder().header("Origin", "https://evil.example"))
                        .statusCode())
                .as("probes are asked for by address")
                .isEqualTo(200);
    }

    @Test
    void shouldRegisterAStudentThroughTheClient(@TempDir Path directory) throws Exception {
        // Given
        Path file = Files.write(directory.resolve("student.onnx"), Api.onnx(1));
        VersionDescription student = Samples.trained("student-1");
        // When
        ModelVersion version = client.register(Samples.MODEL, file, student);
        ModelVersion again = client.register(Samples.MODEL, file, student);
        // Then
        assertThat(again).isEqualTo(version);
        assertThat(version.lineage()).isEqualTo(student.lineage());
        assertThat(version.classes()).containsExactly("cat", "dog");
        assertThat(client.versions(Samples.MODEL)).contains(version);
        Path copy = directory.resolve("copy.onnx");
        client.downloadArtifact(version.model(), copy);
        assertThat(copy).hasSameBinaryContentAs(file);
    }

    @Test
    void shouldMakeATeacherOfANetworkThatCannotBeTrained(@TempDir Path directory) throws Exception {
        // Given
        Path file = Files.write(directory.resolve("elu.onnx"), Api.servedOnly(4));
        // When
        ModelVersion version = client.register("served", file, new VersionDescription(null, null));
        client.promote(version.model(), new PromotionRequest("ann", "imported", List.of(), true));
        // Then
        assertThat(client.alias("served", AliasSlot.TEACHER).map(AliasSlot::version))
                .contains(1);
        assertThat(version.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo(ErrorCode.UNSUPPORTED_OPERATOR);
            assertThat(warning.message()).contains("(Selu)", "a teacher, but not a student");
        });
    }

    @Test
    void shouldAnswerTheFirstAndEveryLaterRegistration() {
        // Given
        byte[] onnx = Api.onnx(2);
        String digest = Digests.sha256Hex(onnx);
        // When, Then
        assertThat(Api.problem(api.send("POST", "/models/twice/versions", new VersionRequest(digest, null, null))))
                .isEqualTo("404 NOT_FOUND true");
        assertThat(api.send("PUT", "/blobs/sha256/" + digest, onnx).statusCode())
                .isEqualTo(201);
        assertThat(api.send("PUT", "/blobs/sha256/" + digest, onnx).statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> first = api.send("POST", "/models/twice/versions", new VersionRequest(digest, null, null));
        HttpResponse<byte[]> second = api.send("POST", "/models/twice/versions", onnx);
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(first.headers().firstValue("location").orElseThrow()).endsWith("/api/v1/models/twice/versions/1");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(api.get("/models/twice/versions/1").body()).isEqualTo(first.body());
    }

    @Test
    void shouldRefuseBadUploads() {
        byte[] onnx = Api.onnx(3);
        byte[] truncated = Arrays.copyOf(onnx, onnx.length / 2);
        String path = "/blobs/sha256/";
        assertThat(Api.problem(api.send("PUT", path + Digests.sha256Hex(onnx), truncated)))
                .isEqualTo("422 DIGEST_MISMATCH true");
        assertThat(Api.problem(api.send("PUT", path + Digests.sha256Hex(truncated), truncated)))
                .isEqualTo("422 NOT_ONNX true");
        assertThat(Api.problem(api.send("PUT", path + "XYZ", onnx))).isEqualTo("400 BAD_NAME true");
        assertThat(Api.problem(
                        api.send("POST", "/models/bad/versions", "PK\3\4 a zip".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("422 NOT_ONNX true");
        assertThat(Api.problem(api.send("POST", "/models/bad/versions", wrongSignature())))
                .isEqualTo("422 SIGNATURE_MISMATCH true");
        assertThat(Api.problem(api.send("POST", "/models/bad/versions", externalData())))
                .isEqualTo("422 EXTERNAL_DATA true");
        assertThat(Api.problem(api.send("POST", "/models/bad/versions", new byte[2 << 20])))
                .isEqualTo("413 TOO_LARGE true");
        assertThat(Api.problem(api.send("POST", "/models/..%2fbad/versions", onnx)))
                .isEqualTo("400 BAD_PATH true");
        assertThat(Api.problem(api.get("/models/bad"))).isEqualTo("404 NOT_FOUND true");
    }

    @Test
    void shouldRefuseAModelOfAnotherProblemAsThePipelinesModel() {
        byte[] other = Api.onnx(4, List.of("dog", "cat"));
        assertThat(Api.problem(api.send("POST", "/models/" + stack.bucket() + "/versions", other)))
                .isEqualTo("422 SIGNATURE_MISMATCH true");
        assertThat(api.importFile("other", other)).isEqualTo(1);
    }

    @Test
    void shouldServeArtifactsInPartsAndNotTwice() {
        // Given
        byte[] onnx = Api.onnx(5);
        api.importFile("artifacts", onnx);
        String path = "/models/artifacts/versions/1/artifact";
        String etag = "\"" + Digests.sha256Hex(onnx) + "\"";
        // When, Then
        HttpResponse<byte[]> whole = api.get(path);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(onnx);
        assertThat(whole.headers().firstValue("etag")).contains(etag);
        assertThat(whole.headers().firstValue("cache-control"))
                .as("shared caches do not check tokens")
                .contains("private, max-age=31536000, immutable");
        assertThat(whole.headers().firstValue("content-disposition"))
                .contains("attachment; filename=\"artifacts-1.onnx\"");
        assertThat(whole.headers().firstValueAsLong("content-length")).hasValue(onnx.length);
        assertThat(api.get(path, "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertThat(api.get(path, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
        HttpResponse<byte[]> part = api.get(path, "Range", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("content-range")).contains("bytes 10-19/" + onnx.length);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(onnx, 10, 20));
        assertThat(api.get(path, "Range", "bytes=-5").body())
                .isEqualTo(Arrays.copyOfRange(onnx, onnx.length - 5, onnx.length));
        assertThat(api.get(path, "Range", "bytes=10-19", "If-Range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> beyond = api.get(path, "Range", "bytes=" + onnx.length + "-");
        assertThat(Api.problem(beyond)).isEqualTo("416 RANGE_NOT_SATISFIABLE true");
        assertThat(beyond.headers().firstValue("content-range")).contains("bytes */" + onnx.length);
        HttpResponse<byte[]> head = registry.send(
                "/api/v1" + path, HttpRequest.newBuilder().method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.headers().firstValueAsLong("content-length")).hasValue(onnx.length);
    }

    @Test
    void shouldPageVersions() {
        // Given
        for (int i = 0; i < 5; i++) {
            api.importFile("paged", Api.onnx(100 + i));
        }
        // When
        JsonNode first = Api.json(api.get("/models/paged/versions?limit=2"));
        JsonNode last = Api.json(api.get(
                "/models/paged/versions?limit=3&cursor=" + first.get("next").asText()));
        // Then
        assertThat(first.get("items").findValuesAsText("version")).containsExactly("1", "2");
        assertThat(last.get("items").findValuesAsText("version")).containsExactly("3", "4", "5");
        assertThat(last.get("next").isNull()).isTrue();
        for (String query : List.of("limit=0", "limit=1001", "limit=x", "limit=2&cursor=x")) {
            assertThat(Api.problem(api.get("/models/paged/versions?" + query))).isEqualTo("400 BAD_QUERY true");
        }
        assertThat(Api.json(api.get("/models")).get("items").findValuesAsText("name"))
                .contains("paged");
        assertThat(Api.json(api.get("/models/paged")).get("versions").asInt()).isEqualTo(5);
    }

    @Test
    void shouldWeighEvidenceAndMoveTheTeacher() {
        // Given
        for (int i = 1; i <= 3; i++) {
            api.importFile("gated", Api.onnx(200 + i));
        }
        long passed = verdicts("passed");
        long refused = verdicts("rejected");
        client.postEvaluation(evidence("e1", 1, null));
        Verdict first = client.promote(new ModelRef("gated", 1), request("e1"));
        ModelEvaluation worse = evidence("e2", 2, Samples.comparison(1, 60, 0, 20));
        client.postEvaluation(worse);
        // When
        Verdict rejected = client.promote(new ModelRef("gated", 2), request("e2"));
        client.postEvaluation(evidence("e3", 3, Samples.comparison(1, 60, 20, 0)));
        Verdict promoted = client.promote(new ModelRef("gated", 3), request("e3"));
        // Then
        assertThat(first.outcome()).isEqualTo(Verdict.Outcome.PROMOTED);
        assertThat(rejected.outcome()).isEqualTo(Verdict.Outcome.REJECTED);
        assertThat(rejected.summary()).contains("McNemar p = 0.0000 against 0.05");
        assertThat(promoted.revision()).isEqualTo(2);
        assertThat(client.alias("gated", AliasSlot.TEACHER).orElseThrow().rules())
                .isEqualTo(promoted.rules());
        assertThat(client.promote(new ModelRef("gated", 2), request("e2"))).isEqualTo(rejected);
        assertThat(client.evaluations(new ModelRef("gated", 2))).containsExactly(worse);
        assertThat(Api.json(api.get("/models/gated/versions/2/verdict"))
                        .get("outcome")
                        .asText())
                .isEqualTo("REJECTED");
        assertThat(Api.problem(api.send("POST", "/models/gated/versions/2/evaluations", evidence("e2", 2, null))))
                .isEqualTo("409 SLOT_TAKEN true");
        assertThat(api.send("POST", "/models/gated/versions/2/evaluations", worse)
                        .statusCode())
                .isEqualTo(200);
        assertThat(Api.problem(api.send("POST", "/models/gated/versions/3/evaluations", worse)))
                .isEqualTo("400 BAD_REQUEST true");
        assertThat(Api.json(api.get("/models/gated")).get("teacher").asInt()).isEqualTo(3);
        assertThat(verdicts("passed")).isEqualTo(passed + 2);
        assertThat(verdicts("rejected")).as("asked twice, judged once").isEqualTo(refused + 1);
    }

    @Test
    void shouldMoveAnAliasOnlyFromTheRevisionThatTheMoverSaw() {
        // Given
        api.importFile("aliased", Api.onnx(300));
        api.importFile("aliased", Api.onnx(301));
        String path = "/models/aliased/aliases/canary";
        AliasMove toOne = new AliasMove(1, "ann", "try it", List.of());
        AliasMove toTwo = new AliasMove(2, "bob", "better", List.of());
        // When, Then
        assertThat(Api.problem(api.get(path))).isEqualTo("404 NOT_FOUND true");
        assertThat(Api.problem(api.send("PUT", path, toOne))).isEqualTo("428 REVISION_REQUIRED true");
        HttpResponse<byte[]> created = api.send("PUT", path, toOne, "If-Match", "\"0\"");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("etag")).contains("\"1\"");
        assertThat(api.send("PUT", path, toTwo, "If-Match", "\"1\"").statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> stale = api.send("PUT", path, toOne, "If-Match", "\"1\"");
        assertThat(Api.problem(stale)).isEqualTo("412 STALE_REVISION true");
        assertThat(Api.json(stale).get("detail").asText())
                .contains("revision 2, version 2, moved by unauthenticated:bob");
        assertThat(Api.problem(api.send("PUT", path, new AliasMove(9, "a", "b", List.of()), "If-Match", "\"2\"")))
                .isEqualTo("404 NOT_FOUND true");
        HttpResponse<byte[]> current = api.get(path);
        assertThat(current.headers().firstValue("etag")).contains("\"2\"");
        assertThat(api.get(path, "If-None-Match", "\"2\"").statusCode()).isEqualTo(304);
        assertThat(Api.json(api.get(path + "/history")).get("items").findValuesAsText("actor"))
                .containsExactly("unauthenticated:ann", "unauthenticated:bob");
        assertThat(Api.json(api.get("/models/aliased/aliases")).get("items").findValuesAsText("alias"))
                .containsExactly("canary");
    }

    @Test
    void shouldRollTheTeacherBack() {
        // Given
        api.importFile("rolled", Api.onnx(400));
        api.importFile("rolled", Api.onnx(401));
        String path = "/models/rolled/aliases/teacher";
        api.send("PUT", path, new AliasMove(1, "ann", "first", List.of()), "If-Match", "\"0\"");
        api.send("PUT", path, new AliasMove(2, "ann", "second", List.of()), "If-Match", "\"1\"");
        // When
        HttpResponse<byte[]> back = api.send("POST", "/models/rolled/rollback", new Rollback(null, "ann", "worse"));
        // Then
        assertThat(back.statusCode()).isEqualTo(200);
        AliasSlot slot = client.alias("rolled", "teacher").orElseThrow();
        assertThat(slot.version()).isEqualTo(1);
        assertThat(slot.revision()).isEqualTo(3);
        assertThat(slot.previousSha256()).hasSize(64);
        assertThat(Api.problem(api.send("POST", "/models/rolled/rollback", new Rollback(null, "ann", "again"))))
                .isEqualTo("400 BAD_REQUEST true");
        assertThat(Api.problem(api.send(
                        "POST", "/models/rolled/rollback", new Rollback(2, "ann", "again"), "If-Match", "\"1\"")))
                .isEqualTo("412 STALE_REVISION true");
    }

    @Test
    void shouldAnswerEveryErrorWithAProblem() {
        api.importFile("problems", Api.onnx(500));
        String promote = "/models/problems/versions/1/promote";
        assertThat(Api.problem(api.get("/nothing"))).isEqualTo("404 NOT_FOUND true");
        assertThat(Api.problem(api.get("/models/problems/versions/x"))).isEqualTo("404 NOT_FOUND true");
        assertThat(Api.problem(api.get("/models/problems/versions/0"))).isEqualTo("404 NOT_FOUND true");
        assertThat(Api.problem(api.get("/models/problems/versions/-1/evaluations")))
                .isEqualTo("404 NOT_FOUND true");
        assertThat(Api.problem(api.send("DELETE", "/models/problems", "{}"))).isEqualTo("405 BAD_REQUEST true");
        assertThat(Api.problem(api.send("POST", promote, "{"))).isEqualTo("400 BAD_REQUEST true");
        assertThat(Api.problem(api.send("POST", promote, ""))).isEqualTo("400 BAD_REQUEST true");
        assertThat(Api.problem(api.send("POST", promote, "null"))).isEqualTo("400 BAD_REQUEST true");
        assertThat(Api.problem(api.send("POST", promote, "[]"))).isEqualTo("400 BAD_REQUEST true");
        assertThat(Api.problem(api.send("POST", promote, new byte[] {1}))).isEqualTo("415 BAD_REQUEST true");
        HttpResponse<byte[]> unknown = api.send(
                "POST", promote, "{\"actor\":\"a\",\"reason\":\"r\",\"evidence\":[],\"override\":false,\"force\":1}");
        assertThat(Api.problem(unknown)).isEqualTo("400 BAD_REQUEST true");
        assertThat(Api.json(unknown).get("subject").asText()).isEqualTo("force");
        HttpResponse<byte[]> missing =
                api.send("POST", promote, "{\"actor\":\"a\",\"reason\":\"r\",\"override\":false}");
        assertThat(Api.json(missing).get("subject").asText()).isEqualTo("evidence");
        assertThat(Api.problem(api.send("POST", promote, "{\"actor\":\"a\",\"actor\":\"b\"}")))
                .isEqualTo("400 BAD_REQUEST true");
        assertThat(Api.problem(api.send("POST", promote, "{\"x\":" + "[".repeat(1001))))
                .isEqualTo("413 TOO_LARGE true");
        HttpResponse<byte[]> huge = api.send("POST", promote, "{\"actor\":\"" + "a".repeat(9 << 20) + "\"}");
        assertThat(Api.problem(huge))
                .as(new String(huge.body(), StandardCharsets.UTF_8))
                .isEqualTo("413 TOO_LARGE true");
        assertThat(registry.output()).doesNotContain("Exception");
    }

    @Test
    void shouldServeItsHealthMetricsAndInterface() {
        assertThat(text("/q/health")).contains("\"object store\"", "\"status\": \"UP\"");
        assertThat(text("/q/metrics")).contains("noisystudent_registry_versions", "noisystudent_registry_events_total");
        assertThat(text("/q/openapi"))
                .contains("/api/v1/models/{model}/versions/{version}/promote", "PromotionRequest");
    }

    private static String text(String path) {
        return new String(registry.send(path, HttpRequest.newBuilder()).body(), StandardCharsets.UTF_8);
    }

    private static long verdicts(String verdict) {
        String series = "noisystudent_gate_verdicts_total{verdict=\"" + verdict + "\"} ";
        return text("/q/metrics")
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(series.length())))
                .sum();
    }

    private static ModelEvaluation evidence(String id, int version, PairedComparison comparison) {
        ModelEvaluation sample = Samples.evaluation(id, version, Split.VALIDATION, 80, null);
        PairedComparison named = comparison == null ? null : ofGated(comparison);
        return new ModelEvaluation(
                id,
                new ModelRef("gated", version),
                sample.split(),
                sample.metrics(),
                named,
                sample.data(),
                sample.at());
    }

    private static PairedComparison ofGated(PairedComparison c) {
        return new PairedComparison(
                new ModelRef("gated", c.incumbent().version()),
                c.bothRight(),
                c.onlyCandidate(),
                c.onlyIncumbent(),
                c.bothWrong(),
                c.pWorse(),
                c.pBetter(),
                c.difference(),
                c.differenceLow(),
                c.differenceHigh(),
                c.incumbentRecallPerClass());
    }

    private static PromotionRequest request(String evidence) {
        return new PromotionRequest("teacher-service", "generation", List.of(evidence), false);
    }

    private static byte[] wrongSignature() {
        Graph graph = OnnxReader.read(Api.onnx(6));
        TensorSpec images = graph.inputs().get(0);
        List<TensorSpec> inputs = List.of(new TensorSpec(images.name(), ElementType.FLOAT, images.shape()));
        return OnnxWriter.write(new Graph(
                graph.name(),
                graph.opset(),
                graph.nodes(),
                inputs,
                graph.outputs(),
                graph.initializers(),
                graph.metadata()));
    }

    /** The model with one constant whose data is said to lie in another file. */
    private static byte[] externalData() {
        try {
            ModelProto.Builder model = ModelProto.parseFrom(Api.onnx(7)).toBuilder();
            model.getGraphBuilder()
                    .getInitializerBuilder(0)
                    .clearRawData()
                    .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(StringStringEntryProto.newBuilder()
                            .setKey("location")
                            .setValue("../../etc/passwd"));
            return model.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
