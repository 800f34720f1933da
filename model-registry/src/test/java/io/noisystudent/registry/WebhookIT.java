package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.registry.PromotionRequest;
import io.noisystudent.contracts.registry.Rejection;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Receiver;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registry.webhooks.WebhookSecret;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Webhooks of the packaged service. */
class WebhookIT {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static EmbeddedStack stack;

    @BeforeAll
    static void start() {
        stack = EmbeddedStack.shared();
    }

    @Test
    void shouldDeliverAfterFailuresAndAfterAKill() {
        try (Receiver receiver = new Receiver()) {
            // Given a receiver that is broken, and a registry that dies meanwhile
            receiver.answer(number -> 503);
            try (ServiceProcess registry = Registries.start(stack, settings(receiver))) {
                Api api = new Api(registry);
                api.importFile("told", Api.onnx(1));
                api.importFile("told", Api.onnx(2));
                promote(api, 1);
                api.send("POST", "/models/told/versions/2/reject", new Rejection("ann", "no"));
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> receiver.heard().stream()
                                        .map(Receiver.Heard::id)
                                        .distinct()
                                        .count()
                                == 2);
                assertThat(Api.problem(api.get("/webhooks/nobody/deliveries"))).isEqualTo("404 NOT_FOUND true");
                assertThat(Api.problem(api.get("/webhooks/ops/deliveries?cursor=..%2F..%2Fx")))
                        .isEqualTo("400 BAD_QUERY true");
                registry.kill();
            }
            receiver.answer(number -> 200);
            // When
            try (ServiceProcess registry = Registries.start(stack, settings(receiver))) {
                Api api = new Api(registry);
                // Then
                Awaitility.await().atMost(PATIENCE).until(() -> Api.json(api.get("/webhooks/ops/deliveries"))
                        .get("items")
                        .findValuesAsText("state")
                        .equals(List.of("DELIVERED", "DELIVERED")));
                JsonNode hooks = Api.json(api.get("/webhooks"));
                assertThat(hooks.at("/items/0/name").asText()).isEqualTo("ops");
                assertThat(hooks.toString()).doesNotContain("whsec", "/secret-path");
                // and it gets nothing twice
                int heard = receiver.heard().size();
                promote(api, 2);
                Awaitility.await().atMost(PATIENCE).until(() -> receiver.heard().size() > heard);
                assertThat(receiver.heard().get(heard).id()).isEqualTo("told/teacher/2");
            }
            assertThat(receiver.heard())
                    .extracting(Receiver.Heard::id)
                    .contains("told/teacher/1", "told/2/model-rejected");
            assertThat(receiver.heard()).allSatisfy(heard -> assertThat(heard.signature())
                    .isEqualTo(WebhookSecret.parse(SECRET)
                            .sign(heard.id(), heard.timestamp(), heard.body().getBytes(StandardCharsets.UTF_8))));
        }
    }

    @Test
    void shouldNotStartWithWebhooksThatAreNotAllowed() throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "noisystudent.webhooks.allowed-hosts",
                "hooks.example.org",
                "noisystudent.webhooks.targets.meta.url",
                "http://169.254.169.254/latest",
                "noisystudent.webhooks.targets.meta.secret",
                SECRET,
                "noisystudent.webhooks.targets.weak.url",
                "https://hooks.example.org/",
                "noisystudent.webhooks.targets.weak.secret",
                "password"));
        try (ServiceProcess registry = Registries.launch(Registries.settings(stack, settings))) {
            assertThat(registry.awaitExit(Duration.ofMinutes(2))).isEqualTo(2);
            assertThat(registry.output())
                    .contains("model-registry does not start. CONFIG_INVALID noisystudent.webhooks: ")
                    .contains("targets.meta: the host 169.254.169.254:80 is not in", "targets.weak: the secret is not")
                    .doesNotContain("\tat ", "password");
        }
    }

    private static void promote(Api api, int version) {
        api.send(
                "POST",
                "/models/told/versions/" + version + "/promote",
                new PromotionRequest("ann", "good", List.of(), true));
    }

    private static Map<String, String> settings(Receiver receiver) {
        return Map.of(
                "noisystudent.webhooks.allowed-hosts",
                "127.0.0.1",
                "noisystudent.webhooks.targets.ops.url",
                receiver.uri("/secret-path").toString(),
                "noisystudent.webhooks.targets.ops.secret",
                SECRET,
                "noisystudent.webhooks.first-retry",
                "500ms",
                "noisystudent.webhooks.longest-retry",
                "2s",
                "noisystudent.webhooks.timeout",
                "5s");
    }
}
