package io.noisystudent.registry.view;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.Layout;
import io.noisystudent.registry.objects.SlotWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of a model once more, a thousand in an object: a start reads a hundred objects instead of a hundred
 * thousand.
 *
 * <p>A segment follows from versions, which never change: every writer writes the same, and without it the versions
 * are read one by one. A segment that is damaged, or says something that it cannot, is left out for the same reason.
 */
final class Segments {
    static final int SIZE = 1000;
    /** Read at a time, so that a start needs no more memory than what it keeps. */
    private static final int AT_A_TIME = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Segments.class);

    private final StoreReader reader;
    private final int size;
    /** How many segments of a model are known to be there, or cannot be made. */
    private final Map<String, Integer> settled = new ConcurrentHashMap<>();

    Segments(StoreReader reader, int size) {
        this.reader = reader;
        this.size = size;
    }

    /** Adds what the segments of a model hold, from version 1 on, as far as they go. */
    void read(ModelView model) {
        List<String> there = reader.keys(Layout.segments(model.name()), "");
        List<String> wanted = new ArrayList<>();
        while (there.contains(key(model, wanted.size()))) {
            wanted.add(key(model, wanted.size()));
        }
        for (int i = 0; i < wanted.size(); i += AT_A_TIME) {
            List<String> some = wanted.subList(i, Math.min(i + AT_A_TIME, wanted.size()));
            int first = i;
            Map<String, List<ModelVersion>> contents =
                    reader.fetch(some, (key, content) -> versions(model, key, content, first + some.indexOf(key)));
            for (int k = 0; k < some.size(); k++) {
                List<ModelVersion> versions = contents.getOrDefault(some.get(k), List.of());
                if (versions.isEmpty()) {
                    // The versions from here on are read one by one.
                    return;
                }
                versions.forEach(model::add);
                settled.put(model.name(), i + k + 1);
            }
        }
    }

    /** Writes the next segment, if its versions are there and it is not. */
    void writeNext(ModelView model, SlotWriter slots) {
        int segment = settled.getOrDefault(model.name(), 0);
        int from = segment * size + 1;
        if (model.highestVersion() < from + size - 1) {
            return;
        }
        List<String> keys = IntStream.range(from, from + size)
                .mapToObj(number -> Layout.version(model.ref(number)))
                .toList();
        // The bytes as they are: a newer registry may have written more than this one understands.
        Collection<byte[]> versions = reader.fetch(keys).values();
        String key = key(model, segment);
        if (versions.size() == size && isReadable(key, versions)) {
            slots.write(key, write(versions));
        }
        // One with a version that cannot be read is never written: it would hide the damage.
        settled.put(model.name(), segment + 1);
    }

    /** The versions of a segment; none if it is not what it should be. */
    private List<ModelVersion> versions(ModelView model, String key, byte[] content, int segment) {
        try {
            List<ModelVersion> versions = parse(key, content);
            int expected = segment * size + 1;
            for (ModelVersion version : versions) {
                if (!version.model().equals(model.ref(expected++))) {
                    throw new NoisyStudentException(ErrorCode.BAD_MESSAGE, key, "it holds " + version.model());
                }
            }
            if (versions.size() != size) {
                throw new NoisyStudentException(ErrorCode.BAD_MESSAGE, key, "it holds " + versions.size());
            }
            return versions;
        } catch (NoisyStudentException e) {
            LOG.error("segment left out, its versions are read one by one; remove it {}", e.describe());
            return List.of();
        }
    }

    private static List<ModelVersion> parse(String key, byte[] content) {
        List<ModelVersion> versions = new ArrayList<>();
        try (GZIPInputStream zipped = new GZIPInputStream(new ByteArrayInputStream(content), 1 << 16)) {
            byte[] lines = zipped.readAllBytes();
            int begin = 0;
            for (int i = 0; i < lines.length; i++) {
                if (lines[i] == '\n') {
                    versions.add(Documents.read(key, lines, begin, i - begin, ModelVersion.class));
                    begin = i + 1;
                }
            }
            if (begin < lines.length) {
                throw new NoisyStudentException(ErrorCode.BAD_MESSAGE, key, "its last line has no end");
            }
            return versions;
        } catch (IOException e) {
            throw new NoisyStudentException(ErrorCode.BAD_MESSAGE, key, "it cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isReadable(String key, Collection<byte[]> versions) {
        try {
            versions.forEach(version -> Documents.read(key, version, ModelVersion.class));
            return versions.stream().noneMatch(version -> new String(version, StandardCharsets.UTF_8).contains("\n"));
        } catch (NoisyStudentException e) {
            return false;
        }
    }

    private static byte[] write(Collection<byte[]> versions) {
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
        return Layout.segment(model.name(), segment * size + 1, (segment + 1) * size);
    }
}
