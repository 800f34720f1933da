package io.noisystudent.bench.device;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.inference.Device;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MemoryUseTest {
    @Test
    void shouldCallAGrowthFlatUpToItsTolerance() {
        MemoryUse before = new MemoryUse(1000, 2000);

        assertThat(new MemoryUse(1032, 2256).minus(before).isWithin(MemoryUse.OF_SWAPS))
                .isTrue();
        assertThat(new MemoryUse(1033, 2000).minus(before).isWithin(MemoryUse.OF_SWAPS))
                .isFalse();
        assertThat(new MemoryUse(1000, 2257).minus(before).isWithin(MemoryUse.OF_SWAPS))
                .isFalse();
        assertThat(new MemoryUse(500, 100).minus(before).isWithin(MemoryUse.OF_SWAPS))
                .isTrue();
    }

    @Test
    void shouldMeasureNothingOfACardThatCannotBeRead() {
        Card card = new Card("H100", "550", 80_000, 1211);

        assertThat(MemoryUse.of(Device.CUDA, Optional.of(card), 7)).isEqualTo(new MemoryUse(1211, 7));
        assertThat(MemoryUse.of(Device.CPU, Optional.empty(), 7)).isEqualTo(new MemoryUse(0, 7));
        assertThatThrownBy(() -> MemoryUse.of(Device.CUDA, Optional.empty(), 7))
                .isInstanceOf(NoisyStudentException.class)
                .hasFieldOrPropertyWithValue("code", ErrorCode.DEVICE_UNAVAILABLE)
                .hasMessageContaining("cannot be measured");
    }

    @Test
    void shouldSayWhatItIs() {
        assertThat(new MemoryUse(1211.4, 2484.6)).hasToString("card 1211 MB, process 2485 MB");
    }
}
