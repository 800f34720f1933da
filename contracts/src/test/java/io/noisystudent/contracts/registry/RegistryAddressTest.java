package io.noisystudent.contracts.registry;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    void shouldShowAFixedTokenAndTellNobodyElse() {
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
