package io.noisystudent.registryclient;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RegistryAddressTest {
    private static final URI URL = URI.create("http://registry:8080");

    @TempDir
    Path directory;

    @Test
    void shouldShowNothingToAnOpenRegistry() {
        assertThat(authorization(RegistryAddress.open(URL))).isEmpty();
    }

    @Test
    void shouldShowTheTokenThatIsInTheFileNow() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("token"), "first\n");
        RegistryHttp http = http(new RegistryAddress(URL, Optional.of(file), Optional.of("other"), Optional.empty()));

        // When / Then
        assertThat(authorization(http)).contains("Bearer first");
        Files.writeString(file, "second");
        assertThat(authorization(http)).contains("Bearer second");
    }

    @Test
    void shouldSendAFixedTokenAndPrintItNowhere() {
        RegistryAddress address = new RegistryAddress(URL, Optional.empty(), Optional.of("secret"), Optional.empty());

        assertThat(authorization(address)).contains("Bearer secret");
        assertThat(address.toString()).doesNotContain("secret");
    }

    @Test
    void shouldSayWhichFileHoldsNoToken() throws IOException {
        Path absent = directory.resolve("absent");
        Path two = Files.writeString(directory.resolve("two"), "one\ntwo");

        for (Path file : new Path[] {absent, two}) {
            RegistryHttp http = http(new RegistryAddress(URL, Optional.of(file), Optional.empty(), Optional.empty()));
            assertThatThrownBy(() -> http.to("models")).isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
                assertThat(e).hasMessageContaining(file.toString());
            });
        }
    }

    /** The HTTP client would print it in its refusal. */
    @Test
    void shouldNotPrintATokenThatNoHeaderCarries() throws IOException {
        for (String token : List.of("canary\ncanary", "canary\u0000", "\"canary\"", "canary\u00e9")) {
            Path file = Files.writeString(directory.resolve("odd"), token);
            for (boolean inFile : new boolean[] {false, true}) {
                assertThatThrownBy(() -> http(new RegistryAddress(
                                        URL,
                                        inFile ? Optional.of(file) : Optional.empty(),
                                        inFile ? Optional.empty() : Optional.of(token),
                                        Optional.empty()))
                                .to("models"))
                        .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                            assertThat(e.subject()).startsWith("noisystudent.registry.token");
                            StringWriter trace = new StringWriter();
                            e.printStackTrace(new PrintWriter(trace));
                            assertThat(trace.toString()).doesNotContain("canary");
                        });
            }
        }
    }

    @Test
    void shouldRefuseAuthoritiesThatAreNone() throws IOException {
        Path empty = Files.writeString(directory.resolve("ca.crt"), "nothing");

        assertThatThrownBy(() -> http(new RegistryAddress(URL, Optional.empty(), Optional.empty(), Optional.of(empty))))
                .isInstanceOfSatisfying(NoisyStudentException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_INVALID);
                    assertThat(e.subject()).isEqualTo("noisystudent.registry.ca-file");
                });
    }

    private static RegistryHttp http(RegistryAddress address) {
        return new RegistryHttp(address, Duration.ofMillis(1));
    }

    private static Optional<String> authorization(RegistryAddress address) {
        return authorization(http(address));
    }

    private static Optional<String> authorization(RegistryHttp http) {
        HttpRequest request = http.to("models").build();
        return request.headers().firstValue("authorization");
    }
}
