package io.noisystudent.registry.view;

import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static java.util.Objects.requireNonNull;

/**
 * The versions of a model once more, a thousand in an object: a start reads a hundred objects instead of a hundred
 * thousand.
 *
 * <p>A segment follows from versions, which never change: every writer writes the same, and without it the versions
 * are read one by one. A segment that is damaged, or says something that it cannot, is left out for the same reason, and
 * written again.
 */
final class Segments {
    static final int SIZE = 1000;
    /** Read at a time, so that a start needs no more memory than what it keeps. */
    private static final int AT_A_TIME = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Segments.class);

    private final StoreReader reader;
    private final DamageLog damage;
    private final DerivedObjects derived;
    private final int size;
    /** How many segments of a model are known to be there, or cannot be made. */
    private final Map<String, Integer> settled = new ConcurrentHashMap<>();

    Segments(StoreReader reader, int size) {
        this.reader = reader;
        this.damage = reader.damage();
        this.derived = new DerivedObjects(reader);
        this.size = size;
    }

    /**
     * What a segment holds.
     *
     * @param previousSha256 what its first version says of the one before it; null if it says nothing
     * @param lastSha256 of the object of its last version
     */
    record Segment(List<ModelVersion> versions, @Nullable String previousSha256, String lastSha256) {}

    /** Hands on what the segments of a model hold, from version 1 on, as far as they go. */
    void read(ModelView model, Listing listing, Consumer<Segment> use) {
        List<String> there = listing.keys(RegistryKeys.segments(model.name()), "");
        List<String> wanted = new ArrayList<>();
        while (there.contains(key(model, wanted.size()))) {
            wanted.add(key(model, wanted.size()));
        }
        for (int i = 0; i < wanted.size(); i += AT_A_TIME) {
            List<String> some = wanted.subList(i, Math.min(i + AT_A_TIME, wanted.size()));
            int first = i;
            Map<String, Optional<Segment>> contents =
                    reader.fetch(some, (key, content) -> segment(model, key, content, first + some.indexOf(key)));
            for (int k = 0; k < some.size(); k++) {
                Optional<Segment> segment = contents.getOrDefault(some.get(k), Optional.empty());
                if (segment.isEmpty()) {
                    // The versions from here on are read one by one.
                    return;
                }
                use.accept(segment.get());
                settled.put(model.name(), i + k + 1);
            }
        }
    }

    /** Writes the next segment, if its versions are there and it is not, or is damaged. */
    void writeNext(ModelView model, SlotWriter slots) {
        int segment = settled.getOrDefault(model.name(), 0);
        int from = segment * size + 1;
        if (model.highestVersion() < from + size - 1) {
            return;
        }
        List<String> keys = IntStream.range(from, from + size)
                .mapToObj(number -> RegistryKeys.version(model.ref(number)))
                .toList();
        // The bytes as they are: a newer registry may have written more than this one understands.
        Collection<byte[]> versions = reader.fetch(keys).values();
        String key = key(model, segment);
        if (versions.size() == size && keys.stream().noneMatch(damage::has)) {
            byte[] content = zip(versions);
            if (isSegment(model, key, content, segment)) {
                derived.put(key, content, present -> isSegment(model, key, present, segment), slots);
            }
        }
        // One with a version that cannot be read is never written: it would hide the damage.
        settled.put(model.name(), segment + 1);
    }

    /** A segment of the store; empty, and noted, if it is not what it should be. */
    private Optional<Segment> segment(ModelView model, String key, byte[] content, int segment) {
        try {
            return Optional.of(parse(model, key, content, segment));
        } catch (NoisyStudentException e) {
            damage.found(key, e);
            return Optional.empty();
        }
    }

    private boolean isSegment(ModelView model, String key, byte[] content, int segment) {
        try {
            parse(model, key, content, segment);
            return true;
        } catch (NoisyStudentException e) {
            LOG.warn("no segment {}", e.describe());
            return false;
        }
    }

    private Segment parse(ModelView model, String key, byte[] content, int segment) {
        List<ModelVersion> versions = new ArrayList<>();
        String previous = null;
        String last = null;
        byte[] lines = unzip(key, content);
        int begin = 0;
        for (int i = 0; i < lines.length; i++) {
            if (lines[i] == '\n') {
                ModelVersion version = Documents.read(key, lines, begin, i - begin, ModelVersion.class);
                String link = Documents.previousSha256(lines, begin, i - begin).orElse(null);
                require(
                        key,
                        version.model().equals(model.ref(segment * size + 1 + versions.size())),
                        "it holds others");
                require(key, last == null || link == null || link.equals(last), version.model() + " follows another");
                if (versions.isEmpty()) {
                    previous = link;
                }
                last = Digests.sha256Hex(lines, begin, i - begin);
                versions.add(version);
                begin = i + 1;
            }
        }
        require(key, begin == lines.length && versions.size() == size && last != null, "it ends too early");
        return new Segment(versions, previous, requireNonNull(last));
    }

    private static void require(String key, boolean right, String wrong) {
        if (!right) {
            throw new NoisyStudentException(ErrorCode.OBJECT_DAMAGED, key, wrong);
        }
    }

    private static byte[] unzip(String key, byte[] content) {
        try (GZIPInputStream zipped = new GZIPInputStream(new ByteArrayInputStream(content), 1 << 16)) {
            return zipped.readAllBytes();
        } catch (IOException e) {
            throw new NoisyStudentException(ErrorCode.OBJECT_DAMAGED, key, "it cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] zip(Collection<byte[]> versions) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
            for (byte[] version : versions) {
                zipped.write(version);
                zipped.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private String key(ModelView model, int segment) {
        return RegistryKeys.segment(model.name(), segment * size + 1, (segment + 1) * size);
    }
}
