package io.noisystudent.learning.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KernelCacheTest {
    @Test
    void shouldForgetWhatWasNotUsedForLongest() {
        // Given
        List<Integer> compiled = new ArrayList<>();
        KernelCache<Integer, String> cache = new KernelCache<>(
                layout -> {
                    compiled.add(layout);
                    return layout < 0 ? Optional.empty() : Optional.of("kernel " + layout);
                },
                2);

        // When
        cache.of(1);
        cache.of(-2);
        cache.of(1);
        cache.of(3);

        // Then
        assertThat(cache.of(1)).contains("kernel 1");
        assertThat(compiled).containsExactly(1, -2, 3);
        assertThat(cache.of(-2)).isEmpty();
        assertThat(compiled).containsExactly(1, -2, 3, -2);
    }
}
