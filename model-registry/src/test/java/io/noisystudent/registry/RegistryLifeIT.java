package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.registry.AliasMove;
import io.noisystudent.contracts.registry.Continuation;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.embedded.EmbeddedKafka;
import io.noisystudent.embedded.process.Ports;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Race;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.Stores;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.minio.MinioObjectStore;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Instances that come and go, and what they announce. */
class RegistryLifeIT {
    private static final String TOPIC = "shapes.models";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static EmbeddedStack stack;

    @BeforeAll
    static void start() {
        stack = EmbeddedStack.start();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void shouldAgreeAcrossInstancesKeepEverythingAndAnnounceItOnce() throws Exception {
        // Given two instances
        try (ServiceProcess first = Registries.start(stack, Map.of());
                ServiceProcess second = Registries.start(stack, Map.of())) {
            Api one = new Api(first);
            Api two = new Api(second);
            one.importFile("shapes", Api.onnx(1));
            // Then the other one knows within the interval
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> two.get("/models/shapes").statusCode() == 200);
            assertThat(two.importFile("shapes", Api.onnx(2))).isEqualTo(2);
            assertOneWinner(one, two);
            assertThat(keysOf(readTopic(stack.kafka(), TOPIC, 4)))
                    .containsExactly("shapes/1", "shapes/2", "shapes/teacher", "shapes/teacher");
            first.kill();
            second.kill();
        }
        long announced = announcements();
        // When one starts again
        byte[] history;
        try (ServiceProcess restarted = Registries.start(stack, Map.of())) {
            Api api = new Api(restarted);
            history = api.get("/models/shapes/aliases/teacher/history").body();
            assertThat(Api.json(api.get("/models/shapes")).get("versions").asInt())
                    .isEqualTo(2);
            assertThat(new String(history, StandardCharsets.UTF_8)).contains("winner");
            assertThat(api.importFile("shapes", Api.onnx(3))).isEqualTo(3);
            List<ConsumerRecord<String, byte[]>> records = readTopic(stack.kafka(), TOPIC, 5);
            // Then nothing is announced again, and the log of the start is short
            assertThat(keysOf(records))
                    .containsExactly("shapes/1", "shapes/2", "shapes/teacher", "shapes/teacher", "shapes/3");
            assertEvents(records);
            assertThat(announcements()).isEqualTo(announced + 1);
            assertThat(restarted.output().lines()).hasSizeLessThan(15).noneMatch(line -> line.contains("WARN"));
            assertThat(restarted.terminate(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void shouldStartAndWorkWithoutABrokerAndAnnounceEverythingWhenThereIsOne(@TempDir Path directory) {
        // Given an address without a listener
        int port = Ports.require(0, "Kafka broker");
        String address = Ports.HOST + ":" + port;
        Map<String, String> settings = Map.of(
                "noisystudent.store.bucket",
                "waiting",
                "kafka.bootstrap.servers",
                address,
                "kafka.default.api.timeout.ms",
                "2000",
                "noisystudent.registry.reconcile-interval",
                "1s",
                "noisystudent.registry.look-interval",
                "1h");
        try (ServiceProcess registry = Registries.start(stack, settings)) {
            Api api = new Api(registry);
            // When
            api.importFile("shapes", Api.onnx(1));
            api.importFile("shapes", Api.onnx(2));
            for (int version : List.of(1, 2)) {
                HttpResponse<byte[]> promoted = api.send(
                        "POST",
                        "/models/shapes/versions/" + version + "/promote",
                        new PromotionRequest("ann", "by eye", List.of(), true));
                assertThat(promoted.statusCode()).isEqualTo(200);
            }
            // Then all of it works, and says that the events wait
            assertThat(registry.isReady()).isTrue();
            assertThat(registry.output()).contains("events wait", address);
            assertThat(body(registry, "/q/health/ready")).contains("waiting: BROKER_UNAVAILABLE", address);
            assertThat(body(registry, "/q/metrics")).contains("noisystudent_registry_broker_available 0.0");
            // When a broker comes
            try (EmbeddedKafka broker = EmbeddedKafka.start(directory, port)) {
                // Then it has the topics and the events, in their order
                assertThat(keysOf(readTopic(broker, TOPIC, 4)))
                        .containsExactly("shapes/1", "shapes/2", "shapes/teacher", "shapes/teacher");
                Awaitility.await().atMost(PATIENCE).until(() -> body(registry, "/q/metrics")
                        .contains("noisystudent_registry_broker_available 1.0"));
                assertThat(registry.output()).contains("events are published again");
                broker.kill();
            }
            // When it ends again, work goes on and events wait again
            assertThat(api.importFile("shapes", Api.onnx(3))).isEqualTo(3);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> registry.output().split("events wait, everything", -1).length == 3);
            assertThat(registry.isReady()).isTrue();
            // And what another one writes is seen although it cannot be announced
            try (MinioObjectStore store = Stores.of(stack, "waiting")) {
                new TestRegistry(store).importFile("anything");
            }
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Api.json(api.get("/models")).toString().contains(Samples.MODEL));
        }
    }

    @Test
    void shouldNotGiveNumbersAgainAfterARestoreOfAnOlderCopy() {
        // Given a copy of the bucket, after which the registry goes on
        try (ServiceProcess registry = Registries.start(stack, bucket("before"))) {
            Api api = new Api(registry);
            promote(api, api.importFile("lost", Api.onnx(1)));
            try (MinioObjectStore before = Stores.of(stack, "before");
                    MinioObjectStore copy = Stores.of(stack, "copy")) {
                Stores.copy(before, copy);
            }
            promote(api, api.importFile("lost", Api.onnx(2)));
            promote(api, api.importFile("lost", Api.onnx(3)));
            readTopic(stack.kafka(), "before.models", 6);
        }
        // When a registry starts on the copy
        try (ServiceProcess registry = Registries.start(
                stack, Map.of("noisystudent.store.bucket", "copy", "noisystudent.pipeline.file", pipeline("before")))) {
            Api api = new Api(registry);
            // Then it answers, writes nothing, and says both numbers
            HttpResponse<byte[]> refused = api.send("POST", "/models/lost/versions", Api.onnx(2));
            assertThat(Api.problem(refused)).isEqualTo("503 STORE_BEHIND_LOG true");
            assertThat(new String(refused.body(), StandardCharsets.UTF_8))
                    .contains("the log has version 3 of lost, the store has version 1", "/api/v1/maintenance/continue");
            assertThat(api.get("/models/lost/aliases/teacher").statusCode()).isEqualTo(200);
            assertThat(body(registry, "/q/health/ready")).contains("UP", "the log has version 3 of lost");
            assertThat(body(registry, "/q/metrics")).contains("noisystudent_registry_models_behind 1.0");
            // When it goes on
            JsonNode continued = Api.json(
                    api.send("POST", "/maintenance/continue", new Continuation("ann", "restored yesterday's copy")));
            promote(api, api.importFile("lost", Api.onnx(4)));
            // Then numbers are new, and the topic has them in their order
            assertThat(continued.toString())
                    .isEqualTo("[{\"model\":\"lost\",\"nextVersion\":4,\"revisions\":{\"teacher\":4}}]");
            List<String> ids = readTopic(stack.kafka(), "before.models", 9).stream()
                    .map(event -> new String(event.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                    .toList();
            assertThat(ids)
                    .filteredOn(id -> id.startsWith("lost/teacher/"))
                    .containsExactly(
                            "lost/teacher/1", "lost/teacher/2", "lost/teacher/3", "lost/teacher/4", "lost/teacher/5");
            assertThat(ids)
                    .filteredOn(id -> id.endsWith("/model-registered"))
                    .containsExactly(
                            "lost/1/model-registered",
                            "lost/2/model-registered",
                            "lost/3/model-registered",
                            "lost/4/model-registered");
            assertThat(body(registry, "/q/metrics")).contains("noisystudent_registry_models_behind 0.0");
            assertThat(api.send("POST", "/maintenance/gc", "{}").statusCode()).isEqualTo(200);
        }
    }

    /** The settings of a registry with a bucket of its own, and a log of the same name. */
    private static Map<String, String> bucket(String name) {
        return Map.of("noisystudent.store.bucket", name, "noisystudent.pipeline.file", pipeline(name));
    }

    private static String pipeline(String name) {
        return Registries.pipeline(name).toString();
    }

    private static void promote(Api api, int version) {
        HttpResponse<byte[]> promoted = api.send(
                "POST",
                "/models/lost/versions/" + version + "/promote",
                new PromotionRequest("ann", "by eye", List.of(), true));
        assertThat(promoted.statusCode()).isEqualTo(200);
    }

    private static String body(ServiceProcess registry, String path) {
        return new String(registry.send(path, HttpRequest.newBuilder()).body(), StandardCharsets.UTF_8);
    }

    @Test
    void shouldNotServeOnAStoreWithoutConditions() throws Exception {
        // Given
        HttpServer store = unconditionalStore();
        try {
            Map<String, String> settings = new HashMap<>(Registries.settings(stack, Map.of()));
            settings.put(
                    "noisystudent.store.endpoint",
                    "http://127.0.0.1:" + store.getAddress().getPort());
            // When
            ServiceProcess registry = Registries.launch(settings);
            // Then
            assertThat(registry.awaitExit(Duration.ofMinutes(2))).isEqualTo(2);
            assertThat(registry.output())
                    .contains("model-registry does not start. STORE_UNCONDITIONAL", "accepted a second create")
                    .doesNotContain("\tat ");
        } finally {
            store.stop(0);
        }
    }

    @Test
    void shouldSayInOneLineThatTheStoreIsNotThere() throws Exception {
        // Given more patience than the first reconcile waits
        Map<String, String> settings = new HashMap<>(Registries.settings(stack, Map.of()));
        settings.put("noisystudent.store.endpoint", "http://127.0.0.1:1");
        settings.put("noisystudent.store.patience", "PT5S");
        // When
        ServiceProcess registry = Registries.launch(settings);
        // Then
        assertThat(registry.awaitExit(Duration.ofMinutes(1))).isEqualTo(2);
        assertThat(registry.output())
                .contains("model-registry does not start. STORE_UNAVAILABLE")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldNotSendAnythingUnprotectedUnlessThatIsAllowed() throws Exception {
        // Given
        Map<String, String> settings = new HashMap<>(Registries.settings(
                stack,
                Map.of(
                        "noisystudent.store.endpoint", "http://store.invalid:9000",
                        "noisystudent.store.secret-key", "minioadmin",
                        "kafka.bootstrap.servers", "kafka.invalid:9092",
                        "noisystudent.access.keys-file", "",
                        "noisystudent.transport.allow-insecure", "kafka,everything")));
        // When
        ServiceProcess registry = Registries.launch(settings);
        // Then
        assertThat(registry.awaitExit(Duration.ofMinutes(1))).isEqualTo(2);
        assertThat(registry.output())
                .contains("model-registry does not start. CONFIG_INVALID transport")
                .contains(
                        "noisystudent.access.keys-file is empty",
                        "names 'everything'",
                        "noisystudent.store.endpoint is http://store.invalid:9000")
                .contains("noisystudent.store.secret-key holds a well-known default secret")
                .contains("insecure, and allowed: kafka.security.protocol is PLAINTEXT")
                .doesNotContain("minioadmin", "\tat ");
    }

    @Test
    void shouldNotStartWithAWrongPipeline(@TempDir Path directory) throws Exception {
        // Given
        Path wrong = Files.writeString(directory.resolve("pipeline.yaml"), "pipeline: {name: BAD, classses: [a, a]}\n");
        // When
        ServiceProcess registry =
                Registries.launch(Registries.settings(stack, Map.of("noisystudent.pipeline.file", wrong.toString())));
        // Then
        assertThat(registry.awaitExit(Duration.ofMinutes(1))).isEqualTo(2);
        assertThat(registry.output())
                .contains("model-registry does not start.\nCONFIG_INVALID", "BAD", "classses")
                .doesNotContain("\tat ");
    }

    private static void assertOneWinner(Api one, Api two) throws InterruptedException {
        String path = "/models/shapes/aliases/teacher";
        one.send("PUT", path, new AliasMove(1, "ann", "first", List.of()), "If-Match", "\"0\"");
        List<Object> answers = Race.run(16, i -> () -> {
            HttpResponse<byte[]> answer = (i % 2 == 0 ? one : two)
                    .send("PUT", path, new AliasMove(2, "winner " + i, "race", List.of()), "If-Match", "\"1\"");
            return answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8);
        });
        assertThat(answers)
                .filteredOn(answer -> answer.toString().startsWith("200 "))
                .hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> !answer.toString().startsWith("200 "))
                .allMatch(answer -> answer.toString().startsWith("412 "));
    }

    private static void assertEvents(List<ConsumerRecord<String, byte[]>> records) {
        JsonCodec<ModelEvent> codec = JsonCodec.of(ModelEvent.class);
        ModelEvent.ModelPromoted second =
                (ModelEvent.ModelPromoted) codec.decode(TOPIC, records.get(3).value());
        assertThat(second.revision()).isEqualTo(2);
        assertThat(second.previousVersion()).isEqualTo(1);
        Map<String, String> headers = new HashMap<>();
        for (Header header : records.get(3).headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        assertThat(headers)
                .containsEntry("ce_type", "io.noisystudent.ModelEvent.ModelPromoted")
                .containsEntry("ce_id", "shapes/teacher/2")
                .containsEntry("ce_source", "/model-registry/shapes")
                .containsEntry("content-type", "application/json");
    }

    private static List<String> keysOf(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream().map(ConsumerRecord::key).toList();
    }

    /**
     * The events in the topic, once there are as many as expected. Two registries that see the same object at the same
     * moment may both announce it: such copies have the same id and count once.
     */
    private static List<ConsumerRecord<String, byte[]>> readTopic(EmbeddedKafka kafka, String topic, int expected) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, byte[]> consumer = consumer(kafka, partition)) {
            consumer.seekToBeginning(List.of(partition));
            Map<String, ConsumerRecord<String, byte[]>> events = new LinkedHashMap<>();
            Awaitility.await().atMost(PATIENCE).until(() -> {
                for (ConsumerRecord<String, byte[]> polled : consumer.poll(Duration.ofMillis(200))) {
                    Header id = polled.headers().lastHeader("ce_id");
                    events.putIfAbsent(new String(id.value(), StandardCharsets.UTF_8), polled);
                }
                return events.size() >= expected;
            });
            return List.copyOf(events.values());
        }
    }

    /** How many records the topic has, copies included. */
    private static long announcements() {
        try (KafkaConsumer<String, byte[]> consumer = consumer(stack.kafka(), PARTITION)) {
            return consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
        }
    }

    private static KafkaConsumer<String, byte[]> consumer(EmbeddedKafka kafka, TopicPartition partition) {
        Map<String, Object> settings = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
        return consumer;
    }

    /** A store that keeps what it gets, and overwrites whatever is asked of it. */
    private static HttpServer unconditionalStore() throws IOException {
        Map<String, byte[]> objects = new ConcurrentHashMap<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String key = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            byte[] answer = new byte[0];
            int status = 200;
            if (exchange.getRequestMethod().equals("PUT")) {
                objects.put(key, body);
                exchange.getResponseHeaders().add("ETag", "\"1\"");
            } else if (exchange.getRequestMethod().equals("GET")) {
                answer = objects.getOrDefault(key, answer);
            } else if (exchange.getRequestMethod().equals("DELETE")) {
                status = 204;
            }
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }
}
