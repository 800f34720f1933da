package io.noisystudent.registry.webhooks;

import io.noisystudent.contracts.codec.JsonCodec;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelEvent;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.testing.Receiver;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.testing.InMemoryObjectStore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Over real HTTP, with a clock that the test turns. */
class WebhookDispatcherIT {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final RetryPolicy POLICY =
            new RetryPolicy(3, Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(20));

    private final InMemoryObjectStore store = new InMemoryObjectStore();
    private final TestRegistry registry = new TestRegistry(store);
    private final Receiver receiver = new Receiver();
    private final AtomicReference<Instant> now = new AtomicReference<>(TestRegistry.NOW);
    private final DeliveryLog log = new DeliveryLog(store, new DamageLog(), new SlotWriter(store), POLICY.attempts());

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void shouldDeliverPromotionsAndRejectionsOnce() throws Exception {
        // Given
        WebhookDispatcher dispatcher = dispatcher(receiver.uri("/hook"));
        dispatcher.pass();
        promoteFirstAndRejectSecond();
        // When
        int delivered = dispatcher.pass();
        int again = dispatcher.pass() + dispatcher(receiver.uri("/hook")).pass();
        // Then
        assertThat(delivered).isEqualTo(2);
        assertThat(again).isZero();
        assertThat(receiver.heard())
                .extracting(Receiver.Heard::id)
                .containsExactly("digits/teacher/1", "digits/2/model-rejected");
        Receiver.Heard first = receiver.heard().get(0);
        byte[] body = first.body().getBytes(StandardCharsets.UTF_8);
        assertThat(first.signature()).isEqualTo(WebhookSecret.parse(SECRET).sign(first.id(), first.timestamp(), body));
        assertThat(first.timestamp()).isEqualTo(TestRegistry.NOW.getEpochSecond());
        assertThat(JsonCodec.of(ModelEvent.class).decode("body", body))
                .isInstanceOfSatisfying(ModelEvent.ModelPromoted.class, event -> assertThat(event.revision())
                        .isEqualTo(1));
    }

    @Test
    void shouldTryAgainAfterALongerAndLongerWait() throws Exception {
        // Given
        receiver.answer(number -> number < 3 ? 500 : 204);
        WebhookDispatcher dispatcher = dispatcher(receiver.uri("/hook"));
        dispatcher.pass();
        promoteFirst();
        // When, Then
        dispatcher.pass();
        dispatcher.pass();
        assertThat(receiver.heard()).hasSize(1);
        turn(10);
        dispatcher.pass();
        turn(10);
        dispatcher.pass();
        assertThat(receiver.heard()).hasSize(2);
        turn(10);
        assertThat(dispatcher.pass()).isEqualTo(1);
        assertThat(receiver.heard()).extracting(Receiver.Heard::id).containsOnly("digits/teacher/1");
        assertThat(log.page("ops", null, 10).items()).singleElement().satisfies(delivery -> {
            assertThat(delivery.state()).isEqualTo(Delivery.State.DELIVERED);
            assertThat(delivery.attempts())
                    .filteredOn(attempt -> attempt.phase() != Attempt.Phase.BEGUN)
                    .extracting(Attempt::status)
                    .containsExactly(500, 500, 204);
        });
    }

    @Test
    void shouldGiveUpAndSaySo() throws Exception {
        // Given
        receiver.answer(number -> 302);
        WebhookDispatcher dispatcher = dispatcher(receiver.uri("/hook"));
        dispatcher.pass();
        promoteFirst();
        // When
        for (int i = 0; i < 6; i++) {
            dispatcher.pass();
            turn(60);
        }
        // Then
        assertThat(receiver.heard()).hasSize(3).extracting(Receiver.Heard::path).containsOnly("/hook");
        Delivery delivery = log.page("ops", null, 10).items().get(0);
        assertThat(delivery.state()).isEqualTo(Delivery.State.GIVEN_UP);
        assertThat(delivery.attempts().get(5).detail()).contains("redirect");
    }

    @Test
    void shouldFinishWhatADeadInstanceBegan() throws Exception {
        // Given
        dispatcher(receiver.uri("/hook")).pass();
        promoteFirst();
        log.write(
                "digits/alias.teacher.00000000000000000001",
                new Attempt("ops", "digits/teacher/1", 1, Attempt.Phase.BEGUN, now.get(), null, null, "dead"));
        WebhookDispatcher other = dispatcher(receiver.uri("/hook"));
        // When
        int during = other.pass();
        turn(POLICY.lease().toSeconds());
        int after = other.pass();
        // Then
        assertThat(during).isZero();
        assertThat(after).isEqualTo(1);
    }

    @Test
    void shouldSurviveAStoreThatIsAway() throws Exception {
        // Given
        WebhookDispatcher dispatcher = dispatcher(receiver.uri("/hook"));
        dispatcher.pass();
        promoteFirst();
        receiver.answer(number -> {
            store.setDown(true);
            return 200;
        });
        // When the store goes away after the notice was sent, and before that is written down
        assertThatThrownBy(dispatcher::pass).isInstanceOf(NoisyStudentException.class);
        store.setDown(false);
        receiver.answer(number -> 200);
        assertThat(dispatcher.pass()).isZero();
        turn(POLICY.lease().toSeconds());
        // Then it is sent again, under the same id
        assertThat(dispatcher.pass()).isEqualTo(1);
        assertThat(receiver.heard())
                .extracting(Receiver.Heard::id)
                .containsExactly("digits/teacher/1", "digits/teacher/1");
    }

    @Test
    void shouldNotDeliverWhatHappenedBeforeTheWebhookWasThere() throws Exception {
        // Given
        promoteFirst();
        turn(1);
        // When, Then
        assertThat(dispatcher(receiver.uri("/hook")).pass()).isZero();
        assertThat(receiver.heard()).isEmpty();
    }

    @Test
    void shouldPageTheLog() throws Exception {
        // Given
        WebhookDispatcher dispatcher = dispatcher(receiver.uri("/hook"));
        dispatcher.pass();
        promoteFirstAndRejectSecond();
        dispatcher.pass();
        // When
        var first = log.page("ops", null, 1);
        var second = log.page("ops", first.next(), 1);
        // Then
        assertThat(first.items()).extracting(Delivery::id).containsExactly("digits/teacher/1");
        assertThat(second.items()).extracting(Delivery::id).containsExactly("digits/2/model-rejected");
        assertThat(second.next()).isNull();
    }

    private WebhookDispatcher dispatcher(URI url) {
        InstantSource clock = now::get;
        Webhook webhook = Webhook.of("ops", url.toString(), SECRET, List.of("127.0.0.1"));
        return new WebhookDispatcher(
                webhook,
                new WebhookDispatcher.Tools(
                        registry.view,
                        log,
                        new Sender(POLICY.timeout()),
                        POLICY,
                        clock.withZone(ZoneOffset.UTC),
                        () -> UUID.randomUUID().toString()));
    }

    private void turn(long seconds) {
        now.updateAndGet(instant -> instant.plusSeconds(seconds));
    }

    private void promoteFirst() {
        registry.register("request-1");
        registry.evaluations.post(Samples.evaluation("e1", 1, Split.VALIDATION, 70, null));
        promote(1, "e1");
    }

    private void promoteFirstAndRejectSecond() {
        promoteFirst();
        registry.register("request-2");
        registry.evaluations.post(Samples.compared("e2", 2, 1, 0, 20));
        promote(2, "e2");
    }

    private void promote(int version, String evidence) {
        registry.promotions.promote(
                Samples.MODEL, version, new PromotionRequest("gate", "generation", List.of(evidence), false));
    }
}
