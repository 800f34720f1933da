package io.noisystudent.bench.worker;

import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.HostMemory;
import io.noisystudent.learning.torch.NativeScope;
import io.noisystudent.learning.torch.Precision;
import io.noisystudent.learning.torch.Staging;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ResidentBatchesTest {
    @Test
    void shouldGiveTheFirstBatchInPlaceOfAllOthers() {
        NativeScope.run(() -> {
            // Given
            Compute compute = Compute.cpu();
            Tensor batch = compute.copyOf(new float[] {1, 2}, 2);

            try (Staging staging =
                    ResidentBatches.on(compute).with(Precision.BF16).staging().orElseThrow()) {
                // When
                staging.begin(List.of(batch));
                batch.mul_(compute.copyOf(new float[] {3}, 1));
                staging.finish();
                staging.begin(List.of(batch));

                // Then
                assertThat(HostMemory.floats(staging.finish().get(0))).containsExactly(1, 2);
            }
        });
    }

    @Test
    void shouldBeTheSameDeviceOtherwise() {
        Compute resident = ResidentBatches.on(Compute.cpu()).with(Precision.BF16);

        assertThat(resident.precision()).isEqualTo(Precision.BF16);
        assertThat(resident.device()).isEqualTo("cpu");
        assertThat(resident.isHost()).isTrue();
    }
}
