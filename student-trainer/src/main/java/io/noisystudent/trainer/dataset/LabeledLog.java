package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.config.SelectionConfig;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.sample.InboundRecord;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.contracts.sample.LatestByKey;
import io.noisystudent.contracts.sample.ScatteredKeys;
import io.noisystudent.learning.training.LabeledSamples;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads ranges of the labeled log: of each key the last record counts, the split {@code test} is never decoded, and
 * what cannot be read is skipped and counted. So is an image for validation of which no class is most probable.
 */
public final class LabeledLog {
    private static final Logger LOGGER = LoggerFactory.getLogger(LabeledLog.class);

    private final RangeReader source;
    private final InboundRecordParser parser;
    private final PipelineConfig pipeline;

    public LabeledLog(RangeReader source, PipelineConfig pipeline) {
        this.source = source;
        this.parser = new InboundRecordParser(pipeline);
        this.pipeline = pipeline;
    }

    /**
     * Reads the ranges, one per partition, into two caches of the wanted shape, and seals them.
     *
     * @param votes what becomes of the votes of several annotators
     * @param reading how images are decoded
     */
    public LabeledData read(
            List<LogRange> ranges,
            SelectionConfig.Votes votes,
            ImageReading reading,
            SampleCache train,
            SampleCache validation) {
        Rows rows = new Rows(train, validation, pipeline.classes().size());
        ScatteredKeys scattered = new ScatteredKeys();
        try (Decoding decoding = new Decoding(reading.image(), reading.resize(), reading.threads())) {
            for (LogRange range : ranges) {
                LatestByKey latest = latest(range);
                scattered.add(latest);
                source.read(range, record -> take(record, latest, decoding, rows));
            }
            decoding.finish();
        }
        train.seal();
        validation.seal();
        GivenLabels.Result given = rows.train.of(train, votes, rows.undecided);
        return new LabeledData(
                given.samples(),
                rows.validation.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new LabeledSamples(
                                validation,
                                rows.validation.stream().mapToInt(i -> i).toArray())),
                rows.unreadable,
                scattered.count(),
                given.doubt());
    }

    /** What has been read so far. */
    private static final class Rows {
        private final SampleCache trainCache;
        private final SampleCache validationCache;
        private final GivenLabels train;
        private final List<Integer> validation = new ArrayList<>();
        private int unreadable;
        private int undecided;

        private Rows(SampleCache trainCache, SampleCache validationCache, int classes) {
            train = new GivenLabels(classes);
            this.trainCache = trainCache;
            this.validationCache = validationCache;
        }

        private void add(InboundRecord.Labeled images, int label, ByteBuffer pixels) {
            if (images.split() == Split.TRAIN) {
                trainCache.add(pixels);
                train.add(label, images.doubt());
            } else {
                validationCache.add(pixels);
                validation.add(label);
            }
        }
    }

    private LatestByKey latest(LogRange range) {
        LatestByKey latest = new LatestByKey();
        source.read(range, latest::note);
        return latest;
    }

    private void take(ConsumerRecord<byte[], byte[]> record, LatestByKey latest, Decoding decoding, Rows rows) {
        if (!latest.counts(record.offset())) {
            return;
        }
        String position = InboundRecordParser.position(record);
        try {
            if (parser.parseLabeled(record) instanceof InboundRecord.Labeled images && images.split() != Split.TEST) {
                decode(images, position, decoding, rows);
            }
        } catch (NoisyStudentException e) {
            if (e.code() == ErrorCode.DISK_FULL) {
                // Of the cache, to which earlier records were added meanwhile, and not of the record.
                throw e;
            }
            skip(position, e, rows);
        }
    }

    private static void skip(String position, NoisyStudentException reason, Rows rows) {
        rows.unreadable++;
        LOGGER.warn(
                "skipped a labeled record code={} position={} reason=\"{}\"",
                reason.code(),
                position,
                reason.getMessage());
    }

    private static void decode(InboundRecord.Labeled images, String position, Decoding decoding, Rows rows) {
        int count = decoding.count(images);
        images.requireImages(count, position);
        boolean counts = images.split() == Split.TRAIN || images.isDecided();
        Iterator<Integer> labels = images.labels().iterator();
        decoding.submit(images, IntStream.range(0, counts ? count : 0).toArray(), decoded -> {
            if (decoded.failure() != null) {
                skip(position, decoded.failure(), rows);
            } else if (counts) {
                decoded.images().forEach(pixels -> rows.add(images, labels.next(), pixels));
            } else {
                rows.undecided++;
            }
        });
    }
}
