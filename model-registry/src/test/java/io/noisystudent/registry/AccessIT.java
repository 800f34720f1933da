package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.access.StaticKey;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TeacherMoves;
import io.noisystudent.registryclient.RegistryAddress;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.registryclient.signing.Verification;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import io.noisystudent.testkit.web.ForeignClient;
import io.noisystudent.testkit.web.IdentityProvider;
import io.noisystudent.testkit.web.RouteProbe;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The service as it is shipped, where every caller needs a token; roles are the names of service accounts. */
class AccessIT {
    private static final String AUDIENCE = "noisy-student";
    private static final String READER = "system:serviceaccount:noisy-student:labeler-service";
    private static final String WRITER = "system:serviceaccount:noisy-student:student-trainer";
    private static final String PERSON = "system:serviceaccount:noisy-student:operator";
    private static final String STRANGER = "system:serviceaccount:other:other";

    private static final String READ_KEY = StaticKey.generate(new SecureRandom());
    private static final String WRITE_KEY = StaticKey.generate(new SecureRandom());
    private static final String OVERRIDE_KEY = StaticKey.generate(new SecureRandom());

    private static EmbeddedStack stack;
    private static IdentityProvider provider;
    private static ServiceProcess registry;
    private static Api api;

    @TempDir
    static Path directory;

    @BeforeAll
    static void start() throws Exception {
        stack = EmbeddedStack.shared();
        Path keys = Files.write(
                directory.resolve("keys"),
                List.of(
                        StaticKey.of("ci", StaticKey.Right.READ, READ_KEY, null).line(),
                        StaticKey.of("nightly", StaticKey.Right.WRITE, WRITE_KEY, null)
                                .line(),
                        StaticKey.of("ann", StaticKey.Right.OVERRIDE, OVERRIDE_KEY, null)
                                .line()));
        provider = new IdentityProvider();
        registry = Registries.start(
                stack,
                Map.ofEntries(
                        RouteProbe.LISTING,
                        Map.entry("quarkus.profile", "oidc"),
                        Map.entry("noisystudent.access.provider", provider.address()),
                        Map.entry("noisystudent.access.role-claim", "sub"),
                        Map.entry("noisystudent.access.readers", READER),
                        Map.entry("noisystudent.access.writers", WRITER),
                        Map.entry("noisystudent.access.overriders", PERSON),
                        Map.entry("noisystudent.access.keys-file", keys.toString()),
                        Map.entry("quarkus.http.proxy.proxy-address-forwarding", "true"),
                        Map.entry("quarkus.http.proxy.enable-forwarded-host", "true"),
                        Map.entry("quarkus.http.proxy.trusted-proxies", "127.0.0.1")));
        api = new Api(registry);
    }

    @AfterAll
    static void stop() {
        registry.close();
        provider.close();
    }

    @Test
    void shouldRequireAToken() {
        HttpResponse<byte[]> read = api.get("/models");
        HttpResponse<byte[]> write = api.send("POST", "/models/animals/versions", Api.onnx(1));

        assertThat(Api.problem(read)).isEqualTo("401 UNAUTHENTICATED true");
        assertThat(Api.problem(write)).isEqualTo("401 UNAUTHENTICATED true");
        assertThat(read.headers().firstValue("www-authenticate")).contains("Bearer");
    }

    @Test
    void shouldBelieveOnlyTokensOfTheProviderForItself() {
        assertThat(Api.problem(get(provider.expiredToken(WRITER, AUDIENCE)))).isEqualTo("401 UNAUTHENTICATED true");
        assertThat(Api.problem(get(provider.forgedToken(WRITER, AUDIENCE)))).isEqualTo("401 UNAUTHENTICATED true");
        assertThat(Api.problem(get(provider.token(WRITER, "somebody-else")))).isEqualTo("401 UNAUTHENTICATED true");
        assertThat(Api.problem(get("nonsense"))).isEqualTo("401 UNAUTHENTICATED true");
        assertThat(Api.problem(get(provider.token(STRANGER, AUDIENCE)))).isEqualTo("403 FORBIDDEN true");
        assertThat(Api.problem(get(provider.token("me " + WRITER, AUDIENCE))))
                .as("a name with a role in it")
                .isEqualTo("403 FORBIDDEN true");
    }

    @Test
    void shouldLetReadersReadAndWritersDoBoth() {
        String reader = provider.token(READER, AUDIENCE);
        String writer = provider.token(WRITER, AUDIENCE);

        assertThat(get(reader).statusCode()).isEqualTo(200);
        assertThat(get(writer).statusCode()).isEqualTo(200);
        assertThat(Api.problem(register(reader, 2))).isEqualTo("403 FORBIDDEN true");
        assertThat(register(writer, 2).statusCode()).isEqualTo(201);
        assertThat(Api.problem(api.send(
                        "POST", "/models/animals/versions/1/promote", "{}", "Authorization", "Bearer " + reader)))
                .isEqualTo("403 FORBIDDEN true");
        assertThat(Api.problem(api.send("POST", "/maintenance/gc", "", "Authorization", "Bearer " + reader)))
                .isEqualTo("403 FORBIDDEN true");
    }

    @Test
    void shouldBeClosedOnEveryRouteHoweverItIsSpelled() {
        RouteProbe probe = probe();

        assertThat(breaches(probe)).isEmpty();
        assertThat(probe.calls()).isGreaterThan(3000);
    }

    @Test
    @Tag("slow")
    void shouldBeClosedOnEveryRouteInEveryPairOfSpellingAndCredential() {
        RouteProbe probe = probe().withEveryPair();

        assertThat(breaches(probe)).isEmpty();
        assertThat(probe.calls()).isGreaterThan(6000);
    }

    private static RouteProbe probe() {
        return new RouteProbe(registry.uri(""), registry.output(), new RouteProbe.Tokens(provider, AUDIENCE, READER));
    }

    private static List<String> breaches(RouteProbe probe) {
        return probe.breaches(WRITER, Set.of(), Set.of("POST /api/2.0/mlflow/registered-models/get-latest-versions"));
    }

    @Test
    void shouldTakeKeysForWhatTheyAllow() {
        assertThat(get(READ_KEY).statusCode()).isEqualTo(200);
        assertThat(Api.problem(register(READ_KEY, 5))).isEqualTo("403 FORBIDDEN true");
        assertThat(get(WRITE_KEY).statusCode()).isEqualTo(200);
        assertThat(register(WRITE_KEY, 5).statusCode()).isEqualTo(201);
        assertThat(Api.problem(get(StaticKey.generate(new SecureRandom())))).isEqualTo("401 UNAUTHENTICATED true");
    }

    @Test
    void shouldMoveTheTeacherOnlyInWaysThatTheRightAllows() {
        // Given two versions that have been teacher, and a candidate for each person
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("reader", provider.token(READER, AUDIENCE));
        tokens.put("writer", provider.token(WRITER, AUDIENCE));
        tokens.put("writers-key", WRITE_KEY);
        tokens.put("person", provider.token(PERSON, AUDIENCE));
        tokens.put("persons-key", OVERRIDE_KEY);
        for (long seed : List.of(11L, 12L)) {
            assertThat(as(OVERRIDE_KEY, "/models/moves/versions", Api.onnx(seed)))
                    .isEqualTo(201);
            assertThat(as(
                            OVERRIDE_KEY,
                            "/models/moves/versions/" + (seed - 10) + "/promote",
                            new PromotionRequest("", "by eye", List.of(), true)))
                    .isEqualTo(200);
        }
        for (String person : tokens.keySet()) {
            String model = "/models/moves-" + person + "/versions";
            assertThat(as(WRITE_KEY, model, Api.onnx(11))).isEqualTo(201);
            assertThat(as(WRITE_KEY, model + "/1/evaluations", Samples.first("moves-" + person, "e1")))
                    .isEqualTo(201);
        }

        // When
        Map<String, String> outcomes =
                new TeacherMoves(registry, "moves", tokens, provider.token(READER, AUDIENCE)).tryAll();

        // Then
        String overriding = "reader 403, writer 403, writers-key 403, person 200 OVERRIDE, persons-key 200 OVERRIDE";
        String refused = "reader 403, writer 400, writers-key 400, person 400, persons-key 400";
        String absent = "reader 404, writer 404, writers-key 404, person 404, persons-key 404";
        String known = "reader 405, writer 405, writers-key 405, person 405, persons-key 405";
        assertThat(outcomes)
                .containsExactly(
                        Map.entry("PUT /api/v1/models/{model}/aliases/{alias}", overriding),
                        Map.entry("POST /api/2.0/mlflow/registered-models/alias", overriding),
                        Map.entry("POST /api/v1/models/{model}/versions/{version}/promote with override", overriding),
                        Map.entry(
                                "POST /api/v1/models/{model}/versions/{version}/promote",
                                kinds(tokens, AliasSlot.Kind.PROMOTION)),
                        Map.entry("POST /api/v1/models/{model}/versions/{version}/reject", refused),
                        Map.entry("POST /api/v1/models/{model}/rollback", kinds(tokens, AliasSlot.Kind.ROLLBACK)),
                        Map.entry("DELETE /api/v1/models/{model}/aliases/{alias}", absent),
                        Map.entry("DELETE /api/v1/models/{model}", known),
                        Map.entry("DELETE /api/v1/models/{model}/versions/{version}", absent),
                        Map.entry("DELETE /api/2.0/mlflow/registered-models/alias", refused),
                        Map.entry("DELETE /api/2.0/mlflow/registered-models/delete", refused),
                        Map.entry("POST /api/2.0/mlflow/registered-models/rename", refused),
                        Map.entry("DELETE /api/2.0/mlflow/model-versions/delete", refused),
                        Map.entry("POST /api/2.0/mlflow/model-versions/transition-stage", refused));
        assertThat(TeacherMoves.unknown(Api.json(registry.send("/q/openapi?format=json", HttpRequest.newBuilder()))))
                .as("operations in no list")
                .isEmpty();
        JsonNode slot = Api.json(
                        api.get("/models/moves/aliases/teacher/history", "Authorization", "Bearer " + READ_KEY))
                .at("/items/2");
        assertThat(slot.get("actor").asText()).isEqualTo("token:" + PERSON);
        assertThat(slot.get("reason").asText()).isEqualTo("by eye");
    }

    /** Who may write moves the alias by a slot of this kind. */
    private static String kinds(Map<String, String> tokens, AliasSlot.Kind kind) {
        return tokens.keySet().stream()
                .map(person -> person + (person.equals("reader") ? " 403" : " 200 " + kind))
                .collect(Collectors.joining(", "));
    }

    private static int as(String token, String path, Object body) {
        return api.send("POST", path, body, "Authorization", "Bearer " + token).statusCode();
    }

    @Test
    void shouldAskForAReasonInPlaceOfTheGate() {
        assertThat(Api.problem(api.send(
                        "PUT",
                        "/models/reasons/aliases/teacher",
                        new AliasMove(1, "", " ", List.of()),
                        "If-Match",
                        "\"0\"",
                        "Authorization",
                        "Bearer " + OVERRIDE_KEY)))
                .isEqualTo("400 BAD_REQUEST true");
    }

    @Test
    void shouldRecordTheNameInTheToken() {
        // Given
        String writer = provider.token(WRITER, AUDIENCE);
        api.send("POST", "/models/recorded/versions", Api.onnx(4), "Authorization", "Bearer " + writer);

        // When
        api.send(
                "PUT",
                "/models/recorded/aliases/canary",
                new AliasMove(1, "another person", "why not", List.of()),
                "If-Match",
                "\"0\"",
                "Authorization",
                "Bearer " + writer);
        HttpResponse<byte[]> byMlflow = registry.send(
                "/api/2.0/mlflow/registered-models/alias",
                HttpRequest.newBuilder()
                        .headers("Content-Type", "application/json", "Authorization", "Bearer " + writer)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"name\":\"recorded\",\"alias\":\"beta\",\"version\":\"1\"}")));

        // Then
        assertThat(byMlflow.statusCode()).isEqualTo(200);
        for (String alias : List.of("canary", "beta")) {
            assertThat(Api.json(api.get("/models/recorded/aliases/" + alias, "Authorization", "Bearer " + writer))
                            .get("actor")
                            .asText())
                    .isEqualTo("token:" + WRITER);
        }
    }

    @Tag("slow")
    @Test
    void shouldServeMlflowsClientWithATokenUnderAnyName() {
        // Given
        String writer = provider.token(WRITER, AUDIENCE);
        register(writer, 6);
        for (String host : List.of(ForeignClient.PUBLIC_NAME, ForeignClient.POD)) {
            for (String[] request : mlflow("asked-" + host.length())) {
                // When
                int anonymous = ask(host, Optional.empty(), request);
                int reader = ask(host, Optional.of(provider.token(READER, AUDIENCE)), request);
                int change = ask(host, Optional.of(writer), request);

                // Then
                boolean reading = request[0].startsWith("GET");
                assertThat(List.of(anonymous, reader, change))
                        .as(request[0])
                        .isEqualTo(List.of(401, reading ? 200 : 403, 200));
            }
        }
    }

    private static int ask(String host, Optional<String> token, String[] request) {
        return ForeignClient.MLFLOW.ask(registry.uri(""), host, token, request[0], request[1]);
    }

    /** Every kind of request that MLflow's client sends to a registry of models, in an order that works. */
    private static List<String[]> mlflow(String model) {
        String api = "/api/2.0/mlflow/";
        String name = "\"name\": \"" + model + "\"";
        String version = name + ", \"version\": \"1\"";
        return List.of(
                new String[] {"POST " + api + "registered-models/create", "{" + name + "}"},
                new String[] {"PATCH " + api + "registered-models/update", "{" + name + ", \"description\": \"d\"}"},
                new String[] {
                    "POST " + api + "registered-models/set-tag", "{" + name + ", \"key\": \"a\", \"value\": \"1\"}"
                },
                new String[] {"DELETE " + api + "registered-models/delete-tag", "{" + name + ", \"key\": \"a\"}"},
                new String[] {
                    "POST " + api + "model-versions/create", "{" + name + ", \"source\": \"models:/animals/1\"}"
                },
                new String[] {"PATCH " + api + "model-versions/update", "{" + version + ", \"description\": \"d\"}"},
                new String[] {
                    "POST " + api + "model-versions/set-tag", "{" + version + ", \"key\": \"b\", \"value\": \"2\"}"
                },
                new String[] {"DELETE " + api + "model-versions/delete-tag", "{" + version + ", \"key\": \"b\"}"},
                new String[] {"POST " + api + "registered-models/alias", "{" + version + ", \"alias\": \"champion\"}"},
                new String[] {"GET " + api + "registered-models/get?name=" + model, ""},
                new String[] {"GET " + api + "registered-models/alias?name=" + model + "&alias=champion", ""},
                new String[] {"GET " + api + "registered-models/search?max_results=100", ""},
                new String[] {"GET " + api + "model-versions/get?name=" + model + "&version=1", ""},
                new String[] {"GET " + api + "model-versions/search?filter=name%3D%27" + model + "%27", ""},
                new String[] {"GET " + api + "model-versions/get-download-uri?name=" + model + "&version=1", ""},
                new String[] {"GET /api/2.0/mlflow-artifacts/artifacts?path=models%2F" + model + "%2F1", ""},
                new String[] {"GET /api/2.0/mlflow-artifacts/artifacts/models/" + model + "/1/model.onnx", ""});
    }

    @Test
    void shouldNameTheAddressOfAnIngressThatItTrusts() {
        // Given
        String writer = provider.token(WRITER, AUDIENCE);
        register(writer, 7);

        // When
        HttpResponse<byte[]> answer = registry.send(
                "/api/2.0/mlflow/model-versions/get-download-uri?name=animals&version=1",
                HttpRequest.newBuilder()
                        .headers("Authorization", "Bearer " + writer, "X-Forwarded-Proto", "https")
                        .headers("X-Forwarded-Host", ForeignClient.PUBLIC_NAME, "X-Forwarded-Port", "443"));

        // Then
        assertThat(Api.json(answer).get("artifact_uri").asText())
                .as("the client sends its token there")
                .startsWith("https://" + ForeignClient.PUBLIC_NAME + "/");
    }

    @Test
    void shouldBeWatchedUnderTheAddressOfAPod() {
        assertThat(ForeignClient.refusedProbes(registry.uri(""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/2.0/mlflow/registered-models/search",
                "/api/2.0/mlflow-artifacts/artifacts/models/animals/1/model.onnx"
            })
    void shouldHaveNoOtherWayIn(String path) {
        assertThat(registry.send(path, HttpRequest.newBuilder()).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics", "/q/openapi"})
    void shouldLeaveMonitoringOpen(String path) {
        assertThat(registry.send(path, HttpRequest.newBuilder()).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldTakeARenewedTokenFromTheFile(@TempDir Path directory) throws Exception {
        // Given
        Path token = Files.writeString(directory.resolve("token"), provider.token(READER, AUDIENCE) + "\n");
        Path onnx = Files.write(directory.resolve("student.onnx"), Api.onnx(3));
        RegistryClient client = new RegistryClient(
                new RegistryAddress(registry.uri("/"), Optional.of(token), Optional.empty(), Optional.empty()),
                Verification.OFF);

        // When
        NoisyStudentException refusal = catchThrowableOfType(
                NoisyStudentException.class,
                () -> client.register("renewed", onnx, new VersionDescription(null, null)));
        Files.writeString(token, provider.token(WRITER, AUDIENCE));

        // Then
        assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(client.register("renewed", onnx, new VersionDescription(null, null))
                        .model()
                        .version())
                .isEqualTo(1);
    }

    private static HttpResponse<byte[]> get(String token) {
        return api.get("/models", "Authorization", "Bearer " + token);
    }

    private static HttpResponse<byte[]> register(String token, long seed) {
        return api.send("POST", "/models/animals/versions", Api.onnx(seed), "Authorization", "Bearer " + token);
    }
}
