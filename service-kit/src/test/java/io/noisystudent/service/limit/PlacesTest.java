package io.noisystudent.service.limit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlacesTest {
    @Test
    void shouldGiveNoMorePlacesThanThereAreAndEachBackOnce() {
        // Given
        Places places = new Places(2);
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
}
