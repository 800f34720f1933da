package io.noisystudent.service.request;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HostNamesTest {
    private final HostNames names = new HostNames(List.of("model-registry", "*.noisy-student.svc"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8080",
                "127.0.0.1:8080",
                "[::1]:8080",
                "Model-Registry:8080",
                "labeler-service.noisy-student.svc"
            })
    void shouldKnowLocalAndDeclaredNames(String host) {
        assertThat(names.isAllowed(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rebound.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example:8080",
                "10.1.2.3:8080",
                "noisy-student.svc",
                "evilnoisy-student.svc",
                "[::1",
                ""
            })
    void shouldRefuseEveryOther(String host) {
        assertThat(names.isAllowed(host)).isFalse();
    }

    @Test
    void shouldTakeEveryNameIfConfiguredSo() {
        assertThat(new HostNames(List.of("*")).isAllowed("anything.example")).isTrue();
    }
}
