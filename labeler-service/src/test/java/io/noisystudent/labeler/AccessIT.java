package io.noisystudent.labeler;

import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.labeler.testing.Labelers;
import io.noisystudent.labeler.testing.TinyModels;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.registry.FakeRegistry;
import io.noisystudent.testkit.web.ForeignClient;
import io.noisystudent.testkit.web.IdentityProvider;
import io.noisystudent.testkit.web.RouteProbe;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The packaged service, where predictions need a token. */
class AccessIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern ADDRESS = Pattern.compile("Listening on: (http://\\S+)");
    private static final String AUDIENCE = "noisy-student";
    private static final String INFER = "POST /v2/models/{model}/infer";
    private static final String INFER_VERSION = "POST /v2/models/{model}/versions/{version}/infer";

    @Test
    void shouldClassifyForReadersOnlyAndAnswerProbes() throws Exception {
        Path pipeline = Files.writeString(Labelers.directory().resolve("access.yaml"), TinyModels.yaml("access"));
        ModelRef teacher = new ModelRef("access", 1);
        try (IdentityProvider provider = new IdentityProvider();
                FakeRegistry registry = new FakeRegistry(TinyModels.CLASSES);
                ServiceProcess labeler = Labelers.start(
                        "access",
                        pipeline,
                        registry.uri(),
                        RouteProbe.LISTING.getKey() + "=" + RouteProbe.LISTING.getValue(),
                        "quarkus.http.host=127.0.0.1",
                        "quarkus.profile=oidc",
                        "noisystudent.access.provider=" + provider.address(),
                        "noisystudent.access.role-claim=sub",
                        "noisystudent.access.readers=application",
                        "noisystudent.access.writers=operator")) {
            // Given
            registry.put(teacher, TinyModels.onnx(teacher.version()));
            registry.teacher(teacher);
            URI address = await().atMost(LIMIT)
                    .until(() -> address(labeler), Optional::isPresent)
                    .orElseThrow();

            // When
            RouteProbe probe =
                    new RouteProbe(address, labeler.output(), new RouteProbe.Tokens(provider, AUDIENCE, "application"));

            // Then
            assertThat(probe.breaches(
                            "operator",
                            Set.of("GET /v2/health/live", "GET /v2/health/ready"),
                            Set.of(INFER, INFER_VERSION)))
                    .isEmpty();
            HttpResponse<String> refusal = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(address + "/v2")).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(refusal.body())
                    .as("in the form of the protocol")
                    .isEqualTo("{\"error\":\"UNAUTHENTICATED /v2: needs a token: send Authorization: Bearer TOKEN\"}");
            assertThat(ForeignClient.refusedProbes(address)).isEmpty();
            String token = provider.token("application", AUDIENCE);
            shouldServe(ForeignClient.TRITON, address, token);
            shouldServe(ForeignClient.KSERVE, address, token);
        }
    }

    /** With a token under any name; health without one, too. */
    private static void shouldServe(ForeignClient client, URI address, String token) {
        String image = "0,".repeat(63) + "0";
        String body = "{\"inputs\":[{\"name\":\"images\",\"shape\":[1,8,8,1],\"datatype\":\"UINT8\",\"data\":[" + image
                + "]}],\"parameters\":{\"binary_data_output\":true}}";
        String model = "/v2/models/access";
        for (String host : List.of(ForeignClient.PUBLIC_NAME, ForeignClient.POD)) {
            for (String open : List.of("GET /v2/health/live", "GET /v2/health/ready")) {
                assertThat(client.ask(address, host, Optional.empty(), open, ""))
                        .isEqualTo(200);
                assertThat(client.ask(address, host, Optional.of(token), open, ""))
                        .isEqualTo(200);
            }
            for (String classify : List.of("POST " + model + "/infer", "POST " + model + "/versions/1/infer")) {
                assertThat(client.ask(address, host, Optional.empty(), classify, body))
                        .isEqualTo(401);
                assertThat(client.ask(address, host, Optional.of(token), classify, body))
                        .as(client + " " + classify)
                        .isEqualTo(200);
            }
            for (String look : List.of("GET /v2", "GET " + model, "GET " + model + "/ready")) {
                assertThat(client.ask(address, host, Optional.empty(), look, ""))
                        .isEqualTo(401);
                assertThat(client.ask(address, host, Optional.of(token), look, ""))
                        .isEqualTo(200);
            }
        }
    }

    private static Optional<URI> address(ServiceProcess labeler) {
        labeler.requireAlive();
        Matcher matcher = ADDRESS.matcher(labeler.output());
        return matcher.find() ? Optional.of(URI.create(matcher.group(1))) : Optional.empty();
    }
}
