package io.noisystudent.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MemoryUseTest {
    @Test
    void shouldCallAGrowthFlatUpToItsTolerance() {
        MemoryUse before = new MemoryUse(1000, 2000);

        assertThat(new MemoryUse(1032, 2256).minus(before).isFlat()).isTrue();
        assertThat(new MemoryUse(1033, 2000).minus(before).isFlat()).isFalse();
        assertThat(new MemoryUse(1000, 2257).minus(before).isFlat()).isFalse();
        assertThat(new MemoryUse(500, 100).minus(before).isFlat()).isTrue();
    }

    @Test
    void shouldSayWhatItIs() {
        assertThat(new MemoryUse(1211.4, 2484.6)).hasToString("card 1211 MB, process 2485 MB");
    }
}
