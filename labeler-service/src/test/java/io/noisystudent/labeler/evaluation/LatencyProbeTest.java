package io.noisystudent.labeler.evaluation;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.contracts.event.Latency;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.labeler.stages.Engine;
import io.noisystudent.labeler.testing.TinyModels;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LatencyProbeTest {
    private static final ModelRef MODEL = new ModelRef("shapes", 1);
    private static final long MILLI = 1_000_000;

    private final List<Integer> batches = new ArrayList<>();
    private long nanos;

    @Test
    void shouldTakeTheMedianOfFullBatchesAfterAWarmUp() {
        // Given a first run of a second, and every fifth of the others disturbed
        Engine engine = engine(run -> run == 0 ? 1000 : run % 5 == 0 ? 90 : 4 + run % 3);

        // When
        Latency latency = probe(8).latency(MODEL, engine);

        // Then
        assertThat(latency).isEqualTo(new Latency(5, 8, 25, TinyModels.EXECUTION));
        assertThat(latency.millisPerImage()).isEqualTo(0.625);
        assertThat(batches).hasSize(26).containsOnly(8);
    }

    @Test
    void shouldTakeFewRunsOfALargeNetwork() {
        assertThat(probe(2).latency(MODEL, engine(run -> 200))).isEqualTo(new Latency(200, 2, 3, TinyModels.EXECUTION));
        assertThat(probe(2).latency(MODEL, engine(run -> 100)).runs()).isEqualTo(5);
    }

    @Test
    void shouldMeasureEachOfTheLastVersionsOnce() {
        // Given
        LatencyProbe probe = probe(2);
        Engine engine = engine(run -> 1);
        probe.latency(MODEL, engine);
        int runs = batches.size();

        // When
        probe.latency(MODEL, engine);

        // Then
        assertThat(batches).hasSize(runs);
        for (int version = 2; version < 10; version++) {
            probe.latency(new ModelRef("shapes", version), engine);
        }
        batches.clear();
        probe.latency(MODEL, engine);
        assertThat(batches).hasSize(runs);
    }

    private LatencyProbe probe(int batchSize) {
        return new LatencyProbe(batchSize, () -> nanos);
    }

    /** What a run takes, by how many were there before it. */
    private interface Millis {
        long of(int run);
    }

    private Engine engine(Millis millis) {
        int before = batches.size();
        return new Engine() {
            @Override
            public ImageShape imageShape() {
                return new ImageShape(2, 2, 1);
            }

            @Override
            public Resize resize() {
                return Resize.STRETCH;
            }

            @Override
            public int classes() {
                return 3;
            }

            @Override
            public Execution execution() {
                return TinyModels.EXECUTION;
            }

            @Override
            public void classify(ByteBuffer images, FloatBuffer probabilities) {
                nanos += millis.of(batches.size() - before) * MILLI;
                batches.add(images.remaining() / imageShape().bytes());
            }
        };
    }
}
