package io.noisystudent.labeler.stages;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Resize;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.Execution;
import io.noisystudent.contracts.sample.InboundRecord;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.labeler.testing.Images;
import io.noisystudent.labeler.testing.TinyModels;
import io.noisystudent.labeler.testing.TopicLog;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BatchPipelineTest {
    private static final int BATCH = 4;

    private final TopicLog log = new TopicLog("shapes.unlabeled");
    private final BatchWorkers workers = new BatchWorkers(2);
    private final BatchPipeline pipeline = new BatchPipeline(workers, BATCH, (rows, capacity) -> {});
    private final List<Long> delivered = new ArrayList<>();
    private int readAfter = -1;

    @AfterEach
    void close() {
        pipeline.close();
        workers.close();
    }

    /** The first batch ends only when the second is through, which takes two workers. */
    @Test
    void shouldRunBatchesAtOnceAndDeliverThemInLogOrder() {
        // Given
        append(30);
        CountDownLatch secondIsThrough = new CountDownLatch(1);
        byte first = Images.pixels(0)[0];

        // When
        RunSummary run = run((images, probabilities) -> {
            if (images.get(images.position()) == first && secondIsThrough.getCount() > 0) {
                assertThat(secondIsThrough.await(1, TimeUnit.MINUTES)).isTrue();
            }
            secondIsThrough.countDown();
        });

        // Then
        assertThat(run.samples()).isEqualTo(30);
        assertThat(delivered).hasSize(30).isSorted();
    }

    @Test
    void shouldReportThatAllIsReadBeforeTheLastBatchesAreDelivered() {
        // Given
        append(30);

        // When
        run((images, probabilities) -> {});

        // Then
        assertThat(readAfter).isBetween(0, 30 - 2);
        assertThat(delivered).hasSize(30);
    }

    @Test
    void shouldReportAnEmptyRangeToo() {
        // When
        run((images, probabilities) -> {});

        // Then
        assertThat(readAfter).isZero();
    }

    @Test
    void shouldThrowWhatABatchThrewAndWorkOn() {
        // Given
        append(30);
        NoisyStudentException failure = new NoisyStudentException(ErrorCode.TRIAL_RUN_FAILED, "run", "out of memory");

        // When, Then
        assertThatThrownBy(() -> run((images, probabilities) -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(delivered).isEmpty();
        assertThat(run((images, probabilities) -> {}).samples()).isEqualTo(30);
    }

    @Test
    void shouldNameTheErrorThatABatchEndedWith() {
        // Given
        append(1);

        // When, Then
        assertThatThrownBy(() -> run((images, probabilities) -> {
                    throw new OutOfMemoryError("no memory to decode into");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("a batch failed", "OutOfMemoryError", "no memory to decode into");
    }

    private void append(int images) {
        for (int i = 0; i < images; i++) {
            log.append("k" + i, Images.png(i), Map.of());
        }
    }

    private interface Network {
        void classify(ByteBuffer images, FloatBuffer probabilities) throws InterruptedException;
    }

    private RunSummary run(Network network) {
        InboundRecordParser parser = new InboundRecordParser(TinyModels.pipeline("shapes"));
        SampleSelector images = record -> (InboundRecord.Images) parser.parseUnlabeled(record);
        try (RecordStream records = log.open(log.all())) {
            return pipeline.run(records, images, engine(network), sink(), () -> readAfter = delivered.size());
        }
    }

    private SampleSink sink() {
        return new SampleSink() {
            @Override
            public void predicted(InboundRecord.Images images, long offset, int index, FloatBuffer probabilities) {
                delivered.add(offset);
            }

            @Override
            public void unreadable(ConsumerRecord<byte[], byte[]> record, NoisyStudentException failure) {
                throw failure;
            }
        };
    }

    private static Engine engine(Network network) {
        return new Engine() {
            @Override
            public ImageShape imageShape() {
                return Images.SHAPE;
            }

            @Override
            public Resize resize() {
                return Resize.STRETCH;
            }

            @Override
            public int classes() {
                return TinyModels.CLASSES.size();
            }

            @Override
            public Execution execution() {
                return TinyModels.EXECUTION;
            }

            @Override
            public void classify(ByteBuffer images, FloatBuffer probabilities) {
                try {
                    network.classify(images, probabilities);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }
}
