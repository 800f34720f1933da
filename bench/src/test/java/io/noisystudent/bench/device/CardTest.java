package io.noisystudent.bench.device;

import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CardTest {
    @Test
    void shouldReadWhatTheDriverSaysOfTheFirstCard() {
        assertThat(Card.parse("NVIDIA H100 80GB HBM3, 580.159.04, 81559, 1211\nAnother, 1, 2, 3\n"))
                .contains(new Card("NVIDIA H100 80GB HBM3", "580.159.04", 81559, 1211));
    }

    @Test
    void shouldAskForTheFirstCardThatCudaMayUse() {
        assertThat(Card.first("3,1")).contains("3");
        assertThat(Card.first("GPU-8932f937-d72c-4106-c12f-20bd9faed9f6"))
                .contains("GPU-8932f937-d72c-4106-c12f-20bd9faed9f6");
        assertThat(Card.first(null)).isEmpty();
        assertThat(Card.first("")).isEmpty();
    }

    @Test
    void shouldKnowNoCardWhereTheDriverComplains() {
        assertThat(Card.parse("")).isEqualTo(Optional.empty());
        assertThat(Card.parse("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."))
                .isEqualTo(Optional.empty());
        assertThat(Card.parse("Some card, 580, [N/A], [N/A]")).isEqualTo(Optional.empty());
    }
}
