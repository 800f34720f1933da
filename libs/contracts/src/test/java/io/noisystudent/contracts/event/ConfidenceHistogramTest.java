package io.noisystudent.contracts.event;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ConfidenceHistogramTest {
    @Test
    void shouldRefuseImpossibleCounts() {
        for (long wrong : List.of(-1L, Long.MAX_VALUE / 2)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ConfidenceHistogram(List.of(bins(wrong))))
                    .withMessageContaining("counts");
        }
        assertThat(new ConfidenceHistogram(List.of(bins(1), bins(2))).total()).isEqualTo(3L * ConfidenceHistogram.BINS);
    }

    private static List<Long> bins(long count) {
        return Collections.nCopies(ConfidenceHistogram.BINS, count);
    }
}
