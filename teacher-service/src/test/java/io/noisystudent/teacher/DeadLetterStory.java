package io.noisystudent.teacher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.deadletter.DeadLetterHeaders;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.sample.LatestByKey;
import io.noisystudent.contracts.sample.ReplayedFrom;
import io.noisystudent.contracts.topic.Topics;
import io.noisystudent.kafka.log.LogRangeReader;
import io.noisystudent.testkit.kafka.TestBroker;
import io.noisystudent.testkit.process.ServiceProcess;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** Records that could not be read, from the letters that labelers write to their replays, against a running service. */
final class DeadLetterStory {
    private static final String PATH = "/api/v1/dead-letters";
    private static final byte[] BYTES = "<html>".getBytes(StandardCharsets.UTF_8);
    /** Not the partition that a producer would choose for every key. */
    private static final int PARTITION = 1;
    /** Different records that the list has, three forged ones among them. */
    private static final int LETTERS = 9;

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ServiceProcess service;
    private final Topics topics;
    private List<String> forgeries = List.of();

    DeadLetterStory(ServiceProcess service, Topics topics) {
        this.service = service;
        this.topics = topics;
    }

    void tell() throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = TestBroker.shared().newProducer()) {
            ConsumerRecord<byte[], byte[]> keyed = send(producer, "keyed", BYTES);
            ConsumerRecord<byte[], byte[]> corrected = send(producer, "corrected", BYTES);
            ConsumerRecord<byte[], byte[]> anonymous = send(producer, null, BYTES);
            ConsumerRecord<byte[], byte[]> large = send(producer, "large", new byte[100_000]);
            ConsumerRecord<byte[], byte[]> changed = send(producer, "changed", BYTES);
            ConsumerRecord<byte[], byte[]> task =
                    new ConsumerRecord<>(topics.labelingTasks(), 0, 3, null, "{".getBytes(StandardCharsets.UTF_8));
            send(producer, "corrected", new byte[] {1});
            ConsumerRecord<byte[], byte[]> victim = send(producer, "victim", BYTES);
            forgeries = List.of(
                    forgery(producer, PARTITION, victim.offset(), true),
                    forgery(producer, 99, 0, true),
                    forgery(producer, PARTITION, 1_000_000, true),
                    forgery(producer, -1, 0, true),
                    forgery(producer, 99, 0, false));
            // Two generations meet the same records.
            for (String generation : List.of("1", "2")) {
                letter(producer, keyed, ErrorCode.UNDECODABLE_IMAGE, generation, true);
                letter(producer, corrected, ErrorCode.UNDECODABLE_IMAGE, generation, true);
                letter(producer, anonymous, ErrorCode.UNKNOWN_CONTENT_TYPE, generation, true);
                letter(producer, large, ErrorCode.TOO_MANY_PIXELS, generation, false);
            }
            ConsumerRecord<byte[], byte[]> forged = new ConsumerRecord<>(
                    changed.topic(), PARTITION, changed.offset(), changed.key(), new byte[] {1, 2, 3});
            letter(producer, forged, ErrorCode.UNDECODABLE_IMAGE, "2", false);
            letter(producer, task, ErrorCode.BAD_MESSAGE, "", true);

            shouldListEachRecordOnce();
            shouldShowWhatAndWhy(id("keyed"));
            shouldRefuseOddRequests();
            shouldSendNothingThatTheLogDoesNotHave();
            shouldReplayOnce(keyed);
            shouldReplayAllOthers(keyed, anonymous, large);
        }
    }

    private void shouldListEachRecordOnce() throws Exception {
        JsonNode all = list("");
        assertThat(all.path("next").isNull()).isTrue();
        assertThat(subjects(all)).hasSize(LETTERS).doesNotHaveDuplicates();
        assertThat(all.path("items").get(0).path("letter").path("code").asText())
                .as("the last one comes first")
                .isEqualTo("BAD_MESSAGE");
        assertThat(all.path("items").get(2).path("seen").asInt()).isEqualTo(2);
        assertThat(subjects(list("?code=TOO_MANY_PIXELS&topic=unlabeled"))).hasSize(1);
        assertThat(subjects(list("?topic=labeled"))).isEmpty();
        assertThat(subjects(list("?to=2001-01-01T00:00:00Z"))).isEmpty();

        JsonNode page = list("?limit=6");
        List<String> paged = new ArrayList<>(subjects(page));
        JsonNode rest = list("?limit=6&cursor=" + page.path("next").asText());
        paged.addAll(subjects(rest));
        assertThat(paged).isEqualTo(subjects(all));
        assertThat(rest.path("next").isNull()).isTrue();
    }

    private void shouldShowWhatAndWhy(String id) throws Exception {
        JsonNode shown = json(200, "GET", PATH + "/" + id);
        JsonNode letter = shown.path("letter");
        assertThat(letter.path("code").asText()).isEqualTo("UNDECODABLE_IMAGE");
        assertThat(letter.path("reason").asText()).isEqualTo("no image");
        assertThat(letter.path("origin").path("topic").asText()).isEqualTo(topics.unlabeled());
        assertThat(letter.path("headers").path("camera").asText()).isEqualTo("7");
        assertThat(letter.path("size").asInt()).isEqualTo(BYTES.length);
        assertThat(shown.path("later").isNull()).isTrue();
        assertThat(shown.path("searched").asBoolean()).isTrue();
        JsonNode newer = json(200, "GET", PATH + "/" + id("corrected")).path("later");
        assertThat(newer.path("replay").asBoolean(true)).isFalse();

        HttpResponse<byte[]> value = http.send(
                HttpRequest.newBuilder(service.uri(PATH + "/" + id + "/value")).build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(value.body()).isEqualTo(BYTES);
        assertThat(value.headers().map())
                .containsEntry("content-type", List.of("application/octet-stream"))
                .containsEntry("content-disposition", List.of("attachment; filename=\"dead-letter-" + id + ".bin\""))
                .containsEntry("x-content-type-options", List.of("nosniff"));
        assertThat(json(409, "GET", PATH + "/" + id("changed") + "/value")
                        .path("code")
                        .asText())
                .isEqualTo("DIGEST_MISMATCH");
        for (int download = 0; download < 5; download++) {
            assertThat(service.ask("GET", PATH + "/" + id + "/value")
                            .orElseThrow()
                            .statusCode())
                    .as("a permit is given back")
                    .isEqualTo(200);
        }
    }

    private void shouldRefuseOddRequests() throws Exception {
        Map.of(
                        PATH + "/nonsense", "400 BAD_REQUEST",
                        PATH + "/0--1", "400 BAD_REQUEST",
                        PATH + "/0-99999999999999999999", "400 BAD_REQUEST",
                        PATH + "/0-999999", "404 NOT_FOUND",
                        PATH + "/7-0", "404 NOT_FOUND",
                        PATH + "/7-0/value", "404 NOT_FOUND",
                        PATH + "?cursor=nonsense", "400 BAD_QUERY",
                        PATH + "?limit=0", "400 BAD_QUERY",
                        PATH + "?code=NONSENSE", "400 BAD_QUERY",
                        PATH + "?from=yesterday", "400 BAD_QUERY")
                .forEach((path, expected) -> {
                    HttpResponse<String> answer = service.ask("GET", path).orElseThrow();
                    assertThat(answer.headers().firstValue("content-type").orElse(""))
                            .as(path)
                            .startsWith("application/problem+json");
                    assertThat(answer.statusCode() + " " + answer.body().replaceFirst(".*\"code\":\"(\\w+)\".*", "$1"))
                            .as(path)
                            .isEqualTo(expected);
                });
        assertThat(replays("{\"limit\": 1000}", 400).path("code").asText()).isEqualTo("BAD_QUERY");
        assertThat(replays("[]", 400).path("code").asText()).isEqualTo("BAD_REQUEST");
    }

    private void shouldSendNothingThatTheLogDoesNotHave() throws Exception {
        List<String> codes = new ArrayList<>();
        for (String forgery : forgeries) {
            String path = PATH + "/" + forgery + "/replay";
            HttpResponse<String> answer = service.ask("POST", path, "content-type", "application/json")
                    .orElseThrow();
            codes.add(answer.statusCode() + " "
                    + mapper.readTree(answer.body()).path("code").asText());
        }
        assertThat(codes)
                .containsExactly(
                        "409 DIGEST_MISMATCH",
                        "409 LINEAGE_EXPIRED",
                        "409 LINEAGE_EXPIRED",
                        "404 NOT_FOUND",
                        "409 LINEAGE_EXPIRED");
        assertThat(json(409, "GET", PATH + "/" + forgeries.get(4) + "/value")
                        .path("code")
                        .asText())
                .isEqualTo("LINEAGE_EXPIRED");
        assertThat(replayed()).isEmpty();
    }

    private void shouldReplayOnce(ConsumerRecord<byte[], byte[]> keyed) throws Exception {
        String replay = PATH + "/" + id("keyed") + "/replay";
        assertThat(json(200, "POST", replay + "?dryRun=true").path("outcome").asText())
                .isEqualTo("REPLAYABLE");
        assertThat(replayed()).isEmpty();

        JsonNode result = json(200, "POST", replay);
        assertThat(result.path("outcome").asText()).isEqualTo("REPLAYED");
        assertThat(json(409, "POST", replay).path("code").asText()).isEqualTo("REPLAY_REFUSED");
        assertThat(json(409, "POST", PATH + "/" + id("corrected") + "/replay")
                        .path("detail")
                        .asText())
                .contains("has the same key and is newer");

        List<ConsumerRecord<byte[], byte[]>> replayed = replayed();
        assertThat(replayed).hasSize(1);
        assertThat(ReplayedFrom.offset(replayed.get(0))).hasValue(keyed.offset());
        assertThat(replayed.get(0).key()).isEqualTo(keyed.key());
        assertThat(replayed.get(0).value()).isEqualTo(keyed.value());
        assertThat(replayed.get(0).headers())
                .extracting(header -> header.key())
                .containsExactlyInAnyOrder("camera", ReplayedFrom.HEADER);
        JsonNode again = json(200, "GET", PATH + "/" + id("keyed")).path("later");
        assertThat(again.path("replay").asBoolean()).isTrue();
        assertThat(item("keyed").path("replayedAs").asText())
                .isEqualTo(result.path("position").asText());
    }

    @SafeVarargs
    private void shouldReplayAllOthers(ConsumerRecord<byte[], byte[]>... originals) throws Exception {
        JsonNode first = replays("{\"limit\": 4}", 200);
        JsonNode second = replays("{\"cursor\": \"" + first.path("next").asText() + "\"}", 200);
        assertThat(first.path("items").size()).isEqualTo(4);
        assertThat(first.path("replayed").asInt() + second.path("replayed").asInt())
                .isEqualTo(2);
        assertThat(first.path("skipped").asInt() + second.path("skipped").asInt())
                .isEqualTo(LETTERS - 2);
        JsonNode again = replays("{}", 200);
        assertThat(again.path("replayed").asInt()).isZero();
        assertThat(again.path("skipped").asInt()).isEqualTo(LETTERS);

        assertThat(replayed()).hasSize(originals.length);
        LatestByKey latest = new LatestByKey();
        unlabeled().forEach(latest::note);
        for (ConsumerRecord<byte[], byte[]> original : originals) {
            assertThat(latest.counts(original.offset())).isFalse();
        }
        assertThat(replayed())
                .allSatisfy(replay -> assertThat(latest.counts(replay.offset())).isTrue());
    }

    private ConsumerRecord<byte[], byte[]> send(
            KafkaProducer<byte[], byte[]> producer, @Nullable String key, byte[] value) throws Exception {
        byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topics.unlabeled(), PARTITION, bytes, value);
        record.headers().add("camera", "7".getBytes(StandardCharsets.UTF_8));
        RecordMetadata sent = producer.send(record).get();
        ConsumerRecord<byte[], byte[]> original =
                new ConsumerRecord<>(sent.topic(), sent.partition(), sent.offset(), bytes, value);
        record.headers().forEach(original.headers()::add);
        return original;
    }

    /** A letter with bytes of its own; returns its id. */
    private String forgery(KafkaProducer<byte[], byte[]> producer, int partition, long offset, boolean kept)
            throws Exception {
        byte[] key = "victim".getBytes(StandardCharsets.UTF_8);
        return letter(
                producer,
                new ConsumerRecord<>(topics.unlabeled(), partition, offset, key, new byte[] {6, 6, 6}),
                ErrorCode.UNDECODABLE_IMAGE,
                "1",
                kept);
    }

    /** As a labeler does: with the value, or with what was there; returns its id. */
    private String letter(
            KafkaProducer<byte[], byte[]> producer,
            ConsumerRecord<byte[], byte[]> original,
            ErrorCode code,
            String generation,
            boolean kept)
            throws Exception {
        Headers own = DeadLetterHeaders.of(
                original, new NoisyStudentException(code, "test", "no image"), generation + "-0", generation);
        Headers headers = kept ? new RecordHeaders(original.headers()) : new RecordHeaders();
        own.forEach(headers::add);
        if (!kept) {
            DeadLetterHeaders.describe(headers, original.value());
        }
        RecordMetadata sent = producer.send(new ProducerRecord<>(
                        topics.deadLetters(), null, original.key(), kept ? original.value() : null, headers))
                .get();
        return sent.partition() + "-" + sent.offset();
    }

    private List<ConsumerRecord<byte[], byte[]>> replayed() {
        return unlabeled().stream()
                .filter(record -> ReplayedFrom.offset(record).isPresent())
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> unlabeled() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = TestBroker.shared().newProducer();
                LogRangeReader reader = new LogRangeReader(
                        Map.of("bootstrap.servers", TestBroker.shared().bootstrapServers()), Duration.ofSeconds(10))) {
            long end = producer.send(new ProducerRecord<>(topics.unlabeled(), PARTITION, null, new byte[] {1}))
                    .get()
                    .offset();
            reader.read(new LogRange(topics.unlabeled(), PARTITION, 0, end), records::add);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return records;
    }

    private String id(String key) throws Exception {
        return item(key).path("letter").path("id").asText();
    }

    private JsonNode item(String key) throws Exception {
        for (JsonNode item : list("").path("items")) {
            if (item.path("letter").path("key").asText().equals(key)) {
                return item;
            }
        }
        throw new AssertionError("no letter of " + key);
    }

    private static List<String> subjects(JsonNode page) {
        List<String> subjects = new ArrayList<>();
        page.path("items")
                .forEach(
                        item -> subjects.add(item.path("letter").path("subject").asText()));
        return subjects;
    }

    private JsonNode list(String query) throws Exception {
        return json(200, "GET", PATH + query);
    }

    private JsonNode json(int status, String method, String path) throws Exception {
        HttpResponse<String> answer =
                service.ask(method, path, "content-type", "application/json").orElseThrow();
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(status);
        return mapper.readTree(answer.body());
    }

    private JsonNode replays(String body, int status) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(service.uri(PATH + "/replay"))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return mapper.readTree(answer.body());
    }
}
