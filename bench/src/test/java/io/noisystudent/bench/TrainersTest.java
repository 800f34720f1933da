package io.noisystudent.bench;

import io.noisystudent.bench.worker.BenchWorkers;
import io.noisystudent.inference.Device;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TrainersTest {
    @Test
    void shouldSayBeforeAllPartsThatThereIsNoCard() {
        try (BenchWorkers workers = new BenchWorkers(null)) {
            Trainers trainers = new Trainers(workers, Device.CUDA, 1, 1, TrainerScale.of(Device.CUDA));

            assertThat(trainers.refusal()).hasValueSatisfying(reason -> assertThat(reason)
                    .contains("DEVICE_UNAVAILABLE noisystudent.trainer.device: this build has no CUDA natives"));
        }
    }
}
