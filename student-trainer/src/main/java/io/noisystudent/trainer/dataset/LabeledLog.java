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
import io.noisystudent.vision.decode.EncodedSamples;
import io.noisystudent.vision.decode.ImageDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
     * Reads the ranges, one per partition, into two caches of the pipeline's shape, and seals them.
     *
     * @param votes what becomes of the votes of several annotators
     */
    public LabeledData read(
            List<LogRange> ranges, SelectionConfig.Votes votes, SampleCache train, SampleCache validation) {
        Rows rows = new Rows(train, validation, pipeline.classes().size());
        ScatteredKeys scattered = new ScatteredKeys();
        try (ImageDecoder decoder = new ImageDecoder(pipeline.image())) {
            for (LogRange range : ranges) {
                LatestByKey latest = latest(range);
                scattered.add(latest);
                source.read(range, record -> take(record, latest, decoder, rows));
            }
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
    }

    private LatestByKey latest(LogRange range) {
        LatestByKey latest = new LatestByKey();
        source.read(range, latest::note);
        return latest;
    }

    private void take(ConsumerRecord<byte[], byte[]> record, LatestByKey latest, ImageDecoder decoder, Rows rows) {
        if (!latest.counts(record.offset())) {
            return;
        }
        try {
            if (parser.parseLabeled(record) instanceof InboundRecord.Labeled images && images.split() != Split.TEST) {
                decode(record, images, decoder, rows);
            }
        } catch (NoisyStudentException e) {
            if (e.code() == ErrorCode.DISK_FULL) {
                // The cache's trouble, not the record's.
                throw e;
            }
            rows.unreadable++;
            LOGGER.warn(
                    "skipped a labeled record code={} position={} reason=\"{}\"",
                    e.code(),
                    InboundRecordParser.position(record),
                    e.getMessage());
        }
    }

    private static void decode(
            ConsumerRecord<byte[], byte[]> record, InboundRecord.Labeled images, ImageDecoder decoder, Rows rows) {
        EncodedSamples samples = decoder.open(images.value(), images.contentType());
        images.requireImages(samples.count(), InboundRecordParser.position(record));
        boolean train = images.split() == Split.TRAIN;
        if (!train && !images.isDecided()) {
            rows.undecided++;
            return;
        }
        SampleCache cache = train ? rows.trainCache : rows.validationCache;
        for (int i = 0; i < samples.count(); i++) {
            samples.decode(i, cache.next());
            cache.add();
            if (train) {
                rows.train.add(images.labels().get(i), images.doubt());
            } else {
                rows.validation.add(images.labels().get(i));
            }
        }
    }
}
