package io.noisystudent.learning.training;

import io.noisystudent.learning.torch.Precision;
import java.lang.management.ManagementFactory;
import java.util.TreeMap;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NativeMemoryTest {
    private static final int EARLY = 200;
    private static final int LATE = 2000;
    private static final long SLACK = 16L << 20;

    @Test
    void shouldStayFlatOverTwoThousandSteps() {
        // Given
        TrainingData data =
                TrainingData.of(Patterns.samples(24, 1)).with(Patterns.pseudoLabeled(Patterns.samples(100, 2)));
        TreeMap<Integer, Long> pointers = new TreeMap<>();
        TreeMap<Integer, Long> bytes = new TreeMap<>();

        // When
        new Training()
                .run(
                        Patterns.network(1),
                        data,
                        Patterns.recipe(LATE, 0.01, Patterns.SOME_NOISE, 2, 1),
                        new TrainingOptions(1, 1, 1, Precision.FP32),
                        report -> {
                            if (report.step() % EARLY == 0) {
                                pointers.put(report.step(), Pointer.totalCount());
                                bytes.put(report.step(), nativeBytes());
                            }
                        });

        // Then
        assertThat(pointers.get(LATE)).isLessThanOrEqualTo(pointers.get(EARLY));
        assertThat(bytes.get(LATE)).isLessThan(bytes.get(EARLY) + SLACK);
    }

    /** Resident memory without Java's heap, which grows as it likes. */
    private static long nativeBytes() {
        return Pointer.physicalBytes()
                - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }
}
