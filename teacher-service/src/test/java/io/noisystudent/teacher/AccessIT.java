package io.noisystudent.teacher;

import io.noisystudent.teacher.testing.TeacherProcesses;
import io.noisystudent.teacher.testing.TestPipeline;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.registry.FakeRegistry;
import io.noisystudent.testkit.web.BodyLimitProbe;
import io.noisystudent.testkit.web.ForeignClient;
import io.noisystudent.testkit.web.IdentityProvider;
import io.noisystudent.testkit.web.RouteProbe;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The service as it is shipped, where orders need a token; the names of the roles are those that it knows by itself. */
class AccessIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String AUDIENCE = "noisy-student";

    @Test
    void shouldTakeOrdersFromWritersOnly() throws Exception {
        TestPipeline pipeline = TestPipeline.named("access", "auto");
        try (IdentityProvider provider = new IdentityProvider();
                FakeRegistry registry = new FakeRegistry(pipeline.config().classes());
                ServiceProcess service = TeacherProcesses.start(Map.of(
                        "noisystudent.pipeline.file",
                        pipeline.file().toString(),
                        "noisystudent.registry.url",
                        registry.uri().toString(),
                        RouteProbe.LISTING.getKey(),
                        RouteProbe.LISTING.getValue(),
                        "quarkus.profile",
                        "oidc",
                        "noisystudent.access.provider",
                        provider.address(),
                        "noisystudent.access.role-claim",
                        "sub"))) {
            // Given
            await().atMost(LIMIT).until(() -> service.isReady() && TeacherProcesses.isActive(service));
            String reader = "Bearer " + provider.token("noisystudent-read", AUDIENCE);
            String operator = "Bearer " + provider.token("noisystudent-write", AUDIENCE);
            String order = "/api/v1/generations/absent/cancel";

            // When / Then
            assertThat(answer(service, "GET", "/api/v1/generations")).isEqualTo("401 UNAUTHENTICATED");
            assertThat(answer(service, "GET", "/api/v1/generations", "Authorization", "Bearer nonsense"))
                    .isEqualTo("401 UNAUTHENTICATED");
            assertThat(answer(service, "GET", "/api/v1/generations", "Authorization", reader))
                    .isEqualTo("200 ");
            assertThat(answer(service, "POST", order)).isEqualTo("401 UNAUTHENTICATED");
            assertThat(answer(service, "POST", order, "Authorization", reader)).isEqualTo("403 FORBIDDEN");
            assertThat(answer(service, "POST", order, "Authorization", operator))
                    .as("a writer gets as far as the order itself")
                    .doesNotStartWith("401")
                    .doesNotStartWith("403");
            assertThat(answer(service, "GET", "/api/v1/status"))
                    .as("counts are open")
                    .isEqualTo("200 ");
            RouteProbe probe = new RouteProbe(
                    service.uri(""), service.output(), new RouteProbe.Tokens(provider, AUDIENCE, "noisystudent-read"));
            assertThat(probe.breaches("noisystudent-write", Set.of("GET /api/v1/status"), Set.of()))
                    .isEmpty();
            assertThat(new BodyLimitProbe(service.uri(""), provider.token("noisystudent-write", AUDIENCE))
                            .breaches(Set.of()))
                    .isEmpty();
            assertThat(ForeignClient.refusedProbes(service.uri(""))).isEmpty();
        }
    }

    /** Status, and the code of a problem. */
    private static String answer(ServiceProcess service, String method, String path, String... headers) {
        HttpResponse<String> answer = service.ask(method, path, headers).orElseThrow();
        boolean problem = answer.headers()
                .firstValue("content-type")
                .filter("application/problem+json"::equals)
                .isPresent();
        return answer.statusCode() + " "
                + (problem ? answer.body().replaceFirst("(?s).*\"code\":\"([A-Z_]+)\".*", "$1") : "");
    }
}
