package io.noisystudent.service.limit;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PlacesTest {
    @Test
    void shouldGiveNoMorePlacesThanThereAreAndEachBackOnce() {
        // Given
        Places places = new Places("scans", 2);
        Runnable first = places.take().orElseThrow();
        assertThat(places.take()).isPresent();
        assertThat(places.take()).isEmpty();

        // When
        first.run();
        first.run();

        // Then
        assertThat(places.take()).isPresent();
        assertThat(places.take()).isEmpty();
    }

    @Test
    void shouldRefuseWorkThatFindsNoPlace() {
        Places places = new Places("scans", 1);

        places.within(() -> {
            assertThatThrownBy(() -> places.within(() -> "second"))
                    .isInstanceOfSatisfying(NoisyStudentException.class, e -> assertThat(e.describe())
                            .startsWith(ErrorCode.TOO_BUSY + " scans: all 1 "));
            return "first";
        });

        assertThat(places.<String>within(() -> "third")).isEqualTo("third");
    }

    @Test
    void shouldBeFreeAgainAfterAFailure() {
        Places places = new Places("scans", 1);

        assertThatThrownBy(() -> places.within(() -> {
                    throw new IllegalStateException("failed");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(places.<String>within(() -> "next")).isEqualTo("next");
    }
}
