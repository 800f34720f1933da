package io.noisystudent.trainer.dataset;

import io.noisystudent.contracts.config.PipelineConfig;
import io.noisystudent.contracts.event.PseudoLabels;
import io.noisystudent.contracts.log.LogRange;
import io.noisystudent.contracts.sample.InboundRecord;
import io.noisystudent.contracts.sample.InboundRecordParser;
import io.noisystudent.contracts.sample.LatestByKey;
import io.noisystudent.contracts.sample.ScatteredKeys;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads the unlabeled log twice: once for what no longer counts, once for the images that were chosen. */
public final class UnlabeledLog {
    private final RangeReader source;
    private final InboundRecordParser parser;

    public UnlabeledLog(RangeReader source, PipelineConfig pipeline) {
        this.source = source;
        this.parser = new InboundRecordParser(pipeline);
    }

    /** One candidate and the index of its image within its record. */
    private record Wanted(int candidate, int index) {}

    /**
     * What a first reading of the keys shows.
     *
     * @param superseded the candidates whose sample a later record of the snapshot replaced or deleted
     * @param scattered keys in more than one partition of the snapshot
     */
    public record Keys(BitSet superseded, int scattered) {}

    /** Reads the snapshot for its keys alone. */
    public Keys keys(List<LogRange> snapshot, Candidates candidates) {
        BitSet superseded = new BitSet();
        ScatteredKeys scattered = new ScatteredKeys();
        Map<Integer, Map<Long, List<Wanted>>> positions = positions(candidates, null);
        for (LogRange range : snapshot) {
            LatestByKey latest = new LatestByKey();
            source.read(range, latest::note);
            scattered.add(latest);
            Map<Long, List<Wanted>> wanted = positions.getOrDefault(range.partition(), Map.of());
            latest.superseded().forEach(offset -> wanted.getOrDefault(offset, List.of())
                    .forEach(w -> superseded.set(w.candidate())));
        }
        return new Keys(superseded, scattered.count());
    }

    /**
     * Decodes the chosen candidates' images into the cache and seals it.
     *
     * @param chosen indexes of candidates
     * @param reading how they are decoded
     * @return per candidate its index in the cache, -1 for those that were not chosen
     */
    public int[] decode(
            List<LogRange> snapshot, Candidates candidates, BitSet chosen, ImageReading reading, SampleCache cache) {
        int[] slots = new int[candidates.size()];
        Arrays.fill(slots, -1);
        Map<Integer, Map<Long, List<Wanted>>> positions = positions(candidates, chosen);
        try (Decoding decoding = new Decoding(reading.image(), reading.resize(), reading.threads())) {
            for (LogRange range : snapshot) {
                Map<Long, List<Wanted>> wanted = positions.getOrDefault(range.partition(), Map.of());
                source.read(range, record -> {
                    List<Wanted> here = wanted.get(record.offset());
                    if (here != null) {
                        decode(record, here, decoding, cache, slots);
                    }
                });
            }
            decoding.finish();
        }
        cache.seal();
        return slots;
    }

    /** The labelers decoded this record with the same decoder, so it cannot fail here. */
    private void decode(
            ConsumerRecord<byte[], byte[]> record,
            List<Wanted> wanted,
            Decoding decoding,
            SampleCache cache,
            int[] slots) {
        if (parser.parseUnlabeled(record) instanceof InboundRecord.Images images) {
            int[] indexes = wanted.stream().mapToInt(Wanted::index).toArray();
            Iterator<Wanted> next = wanted.iterator();
            decoding.submit(images, indexes, decoded -> {
                if (decoded.failure() != null) {
                    throw decoded.failure();
                }
                for (ByteBuffer pixels : decoded.images()) {
                    slots[next.next().candidate()] = cache.add(pixels);
                }
            });
        }
    }

    private static Map<Integer, Map<Long, List<Wanted>>> positions(Candidates candidates, @Nullable BitSet chosen) {
        Map<Integer, Map<Long, List<Wanted>>> positions = new HashMap<>();
        int candidate = 0;
        for (PseudoLabels answer : candidates.answers()) {
            Map<Long, List<Wanted>> partition =
                    positions.computeIfAbsent(answer.range().partition(), p -> new HashMap<>());
            for (int row = 0; row < answer.acceptedAt().size(); row++, candidate++) {
                if (chosen == null || chosen.get(candidate)) {
                    partition
                            .computeIfAbsent(answer.acceptedAt().offset(row), offset -> new ArrayList<>(1))
                            .add(new Wanted(candidate, answer.acceptedAt().index(row)));
                }
            }
        }
        return positions;
    }
}
