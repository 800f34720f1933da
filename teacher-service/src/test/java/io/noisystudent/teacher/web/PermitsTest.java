package io.noisystudent.teacher.web;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PermitsTest {
    private final Permits permits = new Permits("scans", 1);

    @Test
    void shouldSendAwayWhoComesInAddition() {
        permits.within(() -> {
            assertThatThrownBy(() -> permits.within(() -> "second"))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.code())
                            .isEqualTo(ErrorCode.TOO_BUSY));
            return "first";
        });

        assertThat(permits.<String>within(() -> "third")).isEqualTo("third");
    }

    @Test
    void shouldBeFreeAgainAfterAFailure() {
        assertThatThrownBy(() -> permits.within(() -> {
                    throw new IllegalStateException("failed");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(permits.<String>within(() -> "next")).isEqualTo("next");
    }
}
