package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.registry.AliasSlot;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Race;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registry.testing.Stores;
import io.noisystudent.storage.ObjectStat;
import io.noisystudent.storage.minio.MinioObjectStore;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Two registries on one store that promote against each other. */
class RacingRegistriesIT {
    private static final int PROMOTIONS = 200;
    private static final int VERSIONS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** What another registry writes is known by its events, or when it is requested by name. */
    private static final Map<String, String> EVENTS_ONLY = Map.of("noisystudent.registry.look-interval", "1h");

    @Test
    void shouldKeepOneChainAndAnswerEveryLoserWithTheWinner() throws Exception {
        try (EmbeddedStack stack = EmbeddedStack.shared();
                ServiceProcess first = Registries.start(stack, EVENTS_ONLY);
                ServiceProcess second = Registries.start(stack, EVENTS_ONLY)) {
            // Given
            List<Api> registries = List.of(new Api(first), new Api(second));
            for (int seed = 1; seed <= VERSIONS; seed++) {
                registries.get(0).importFile("shapes", Api.onnx(seed));
            }
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> registries
                                    .get(1)
                                    .get("/models/shapes/versions/" + VERSIONS)
                                    .statusCode()
                            == 200);
            // When
            List<Integer> promoted = new ArrayList<>();
            int losers = 0;
            for (int round = 0; round < PROMOTIONS / 2; round++) {
                List<Integer> versions = List.of(1 + 2 * round % VERSIONS, 2 + 2 * round % VERSIONS);
                List<Object> answers = Race.run(2, racer -> () -> promote(registries.get(racer), versions.get(racer)));
                List<Integer> winners = new ArrayList<>();
                for (int racer = 0; racer < 2; racer++) {
                    HttpResponse<byte[]> answer = answer(answers.get(racer));
                    if (answer.statusCode() == 200) {
                        winners.add(versions.get(racer));
                    } else {
                        losers++;
                        assertThat(Api.problem(answer)).isEqualTo("412 STALE_REVISION true");
                        assertThat(Api.json(answer).get("detail").asText())
                                .contains("version " + versions.get(1 - racer) + ", moved by unauthenticated:racer "
                                        + versions.get(1 - racer));
                    }
                }
                assertThat(winners).isNotEmpty();
                promoted.addAll(winners);
            }
            // Then
            assertThat(losers).isPositive();
            List<AliasSlot> chain = chain(stack);
            assertThat(chain).extracting(AliasSlot::version).containsExactlyInAnyOrderElementsOf(promoted);
            assertThat(chain).hasSize(PROMOTIONS - losers);
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode head = Api.json(registries.get(0).get("/models/shapes/aliases/teacher"));
                assertThat(head.get("revision").asInt()).isEqualTo(chain.size());
                assertThat(Api.json(registries.get(1).get("/models/shapes/aliases/teacher")))
                        .isEqualTo(head);
            });
            assertThat(registries
                            .get(1)
                            .get("/models/shapes/aliases/teacher/history?limit=1000")
                            .body())
                    .isEqualTo(registries
                            .get(0)
                            .get("/models/shapes/aliases/teacher/history?limit=1000")
                            .body());
            // And a version that was not requested by name
            registries.get(0).importFile("announced", Api.onnx(1));
            Awaitility.await().atMost(PATIENCE).until(() -> Api.json(
                            registries.get(1).get("/models"))
                    .toString()
                    .contains("announced"));
        }
    }

    private static HttpResponse<byte[]> promote(Api registry, int version) {
        return registry.send(
                "POST",
                "/models/shapes/versions/" + version + "/promote",
                new PromotionRequest("racer " + version, "a race", List.of(), true));
    }

    @SuppressWarnings("unchecked")
    private static HttpResponse<byte[]> answer(Object answer) {
        assertThat(answer).isInstanceOf(HttpResponse.class);
        return (HttpResponse<byte[]>) answer;
    }

    /** The slots as a stranger verifies them: without a gap, each with the SHA-256 of the bytes before. */
    private static List<AliasSlot> chain(EmbeddedStack stack) {
        try (MinioObjectStore store = Stores.of(stack)) {
            List<AliasSlot> slots = new ArrayList<>();
            @Nullable String previous = null;
            for (ObjectStat object : store.list("models/shapes/aliases/teacher/", "", 1000)) {
                byte[] content = store.get(object.key()).orElseThrow();
                AliasSlot slot = Documents.read(object.key(), content, AliasSlot.class);
                assertThat(slot.revision()).isEqualTo(slots.size() + 1);
                assertThat(slot.previousSha256()).isEqualTo(previous);
                previous = Digests.sha256Hex(content);
                slots.add(slot);
            }
            return slots;
        }
    }
}
