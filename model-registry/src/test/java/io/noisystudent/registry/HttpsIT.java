package io.noisystudent.registry;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.VersionDescription;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registryclient.RegistryAddress;
import io.noisystudent.registryclient.RegistryClient;
import io.noisystudent.registryclient.signing.Verification;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.stack.EmbeddedStack;
import io.noisystudent.testkit.stack.TestAuthority;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The service as it is shipped, with a certificate. */
class HttpsIT {
    @Test
    void shouldServeOnlyHttpsClientsThatTrustTheAuthority(@TempDir Path directory) throws Exception {
        // Given
        TestAuthority authority = TestAuthority.in(directory, "authority");
        String server = authority.issue("model-registry").toString();
        Path onnx = Files.write(directory.resolve("student.onnx"), Api.onnx(1));
        Map<String, String> settings = Map.of(
                "quarkus.http.insecure-requests", "disabled",
                "quarkus.http.ssl.certificate.files", server,
                "quarkus.http.ssl.certificate.key-files", server);
        try (EmbeddedStack stack = EmbeddedStack.shared();
                ServiceProcess registry = Registries.launch(Registries.settings(stack, settings))) {
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> registry.address()
                    .isPresent());
            URI url = registry.uri("/");
            RegistryClient client = client(url, Optional.of(authority.certificate()));

            // When
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .ignoreExceptionsInstanceOf(NoisyStudentException.class)
                    .until(() -> client.models().isEmpty());

            // Then
            assertThat(client.register("animals", onnx, new VersionDescription(null, null))
                            .model()
                            .version())
                    .isEqualTo(1);
            assertThatThrownBy(() -> client(url, Optional.empty()).models())
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.REGISTRY_UNAVAILABLE));
            assertThat(url).hasScheme("https");
            URI plain = URI.create("http://" + url.getAuthority() + "/q/health/live");
            HttpRequest request = HttpRequest.newBuilder(plain).build();
            assertThatThrownBy(() -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()))
                    .isInstanceOf(IOException.class);
        }
    }

    private static RegistryClient client(URI url, Optional<Path> authorities) {
        return new RegistryClient(
                new RegistryAddress(url, Optional.empty(), Optional.empty(), authorities), Verification.OFF);
    }
}
