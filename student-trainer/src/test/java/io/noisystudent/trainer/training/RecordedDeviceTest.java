package io.noisystudent.trainer.training;

import io.noisystudent.contracts.event.TrainingReport;
import io.noisystudent.learning.torch.DeviceChoice;
import io.noisystudent.learning.torch.Devices;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecordedDeviceTest {
    private static final Map<String, String> CARD = Map.of(
            "device", "cuda:1", "card", "NVIDIA H100", "driver", "580.65.06", "tf32", "true", "deterministic", "true");

    @Test
    void shouldSayNothingOfTheSameDevice() {
        assertThat(device(Map.of(), "fp32").difference(Map.of("device", "cpu"))).isEmpty();
        assertThat(device(CARD, "bf16")
                        .difference(Map.of(
                                "device",
                                "cuda:0",
                                "card",
                                "NVIDIA H100",
                                "driver",
                                "580.65.06",
                                "tf32",
                                "true",
                                "deterministic",
                                "true")))
                .isEmpty();
    }

    @Test
    void shouldSayWhatIsNotAsItWas() {
        assertThat(device(CARD, "bf16").difference(Map.of("device", "cpu")))
                .contains("trained on cuda:1 (NVIDIA H100), now on cpu");
        assertThat(device(CARD, "bf16")
                        .difference(Map.of(
                                "device",
                                "cuda:0",
                                "card",
                                "NVIDIA A100",
                                "driver",
                                "580.65.06",
                                "tf32",
                                "false",
                                "deterministic",
                                "true")))
                .contains("card was NVIDIA H100 and is NVIDIA A100, tf32 was true and is false");
    }

    @Test
    void shouldSayThatACardRepeatsNoBitsByItself() {
        Map<String, String> card = Map.of("device", "cuda:0", "deterministic", "false");

        assertThat(device(card, "fp32").difference(card).orElseThrow()).contains("not deterministic");
    }

    @Test
    void shouldTakeTheProcessorAgainAndForCardsWhatIsThere() {
        Devices devices = new Devices();

        assertThat(device(Map.of(), "fp32")
                        .open(devices, DeviceChoice.named("cuda").orElseThrow())
                        .device())
                .isEqualTo("cpu");
        assertThat(device(CARD, "bf16").open(devices, DeviceChoice.AUTO).device())
                .isEqualTo("cpu");
        assertThatThrownBy(() -> device(CARD, "fp16").open(devices, DeviceChoice.AUTO))
                .hasMessageContaining("trained there in fp16, which its replay cannot change")
                .hasMessageContaining("fp16 needs a card");
    }

    private static RecordedDevice device(Map<String, String> environment, String precision) {
        return new RecordedDevice(
                environment,
                new TrainingReport(
                        "mlp", 1, 1, 1, 1, 1, precision, 1, 1, 0, 0, 0, 0, List.of(), 0, null, null, null, null, null,
                        null, null, null, null));
    }
}
