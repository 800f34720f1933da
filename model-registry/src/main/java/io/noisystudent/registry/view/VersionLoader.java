package io.noisystudent.registry.view;

import io.noisystudent.contracts.digest.Digests;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.Documents;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads the versions of a model, from segments and one by one, and holds each against the one that follows it. */
final class VersionLoader {
    /** So many damaged versions are asked for one by one; of more, only those that a listing has. */
    private static final int FEW = 8;

    private final StoreReader reader;
    private final DamageLog damage;
    private final Segments segments;

    VersionLoader(StoreReader reader, int segmentSize) {
        this.reader = reader;
        this.damage = reader.damage();
        this.segments = new Segments(reader, segmentSize);
    }

    /**
     * Catches up with the store. A number without an object below one that is there is damage, unless it is spent.
     *
     * @param spent reads which numbers are; asked only when one has no object
     */
    void refresh(ModelView model, Listing listing, Runnable spent) {
        if (model.highestVersion() == 0) {
            segments.read(model, listing, segment -> add(model, segment));
        }
        String prefix = RegistryKeys.versions(model.name());
        int highest = model.highestVersion();
        List<String> listed = listing.keys(prefix, highest == 0 ? "" : RegistryKeys.version(model.ref(highest)));
        if (listed.isEmpty()) {
            return;
        }
        int last = (int) Keys.number(listed.get(listed.size() - 1), prefix).orElse(highest);
        Map<String, byte[]> there = reader.fetch(keys(model, highest + 1, last));
        int[] absent = IntStream.rangeClosed(highest + 1, last)
                .filter(number -> isAbsent(there, RegistryKeys.version(model.ref(number))))
                .toArray();
        if (absent.length > 0) {
            spent.run();
            noteMissing(model, absent, last);
        }
        there.forEach((key, content) -> add(model, key, content));
        model.seen(last);
    }

    private boolean isAbsent(Map<String, byte[]> there, String key) {
        return !there.containsKey(key) && !damage.has(key);
    }

    private void noteMissing(ModelView model, int[] absent, int last) {
        if (!damage.keys(RegistryKeys.continuations(model.name())).isEmpty()) {
            // It is not known which numbers are spent.
            return;
        }
        damage.found(
                IntStream.of(absent)
                        .filter(number -> !model.continuations().skips(number))
                        .mapToObj(number -> RegistryKeys.version(model.ref(number)))
                        .toList(),
                "it is missing, though " + RegistryKeys.version(model.ref(last)) + " is there");
    }

    /** Reads versions once more that were damaged: they may have been restored. For those that are missing, it lists. */
    void readDamagedAgain(ModelView model) {
        String prefix = RegistryKeys.versions(model.name());
        List<String> damaged = damage.keys(prefix);
        if (damaged.isEmpty()) {
            return;
        }
        for (String key : damaged.size() > FEW ? there(prefix, damaged) : damaged) {
            int number = (int) Keys.number(key, prefix).orElse(0);
            String next = RegistryKeys.version(model.ref(number + 1));
            Map<String, byte[]> both = reader.fetch(List.of(key, next));
            byte[] content = both.get(key);
            if (content != null && follows(both.get(next), content) && add(model, key, content)) {
                damage.sound(key);
            }
        }
    }

    private List<String> there(String prefix, List<String> damaged) {
        Set<String> there = Set.copyOf(reader.keys(prefix, ""));
        return damaged.stream().filter(there::contains).toList();
    }

    void writeNextSegment(ModelView model, SlotWriter slots) {
        segments.writeNext(model, slots);
    }

    /** Whether the object is a version; it is noted if it is not. */
    private boolean add(ModelView model, String key, byte[] content) {
        try {
            ModelVersion version = Documents.read(key, content, ModelVersion.class);
            Keys.requireOwn(key, RegistryKeys.version(version.model()));
            String previous =
                    Documents.previousSha256(content, 0, content.length).orElse(null);
            append(model, version.model().version(), previous, Digests.sha256Hex(content));
            model.add(version);
            return true;
        } catch (NoisyStudentException e) {
            damage.found(key, e);
            return false;
        }
    }

    private void add(ModelView model, Segments.Segment segment) {
        ModelVersion first = segment.versions().get(0);
        append(model, first.model().version(), segment.previousSha256(), segment.lastSha256());
        segment.versions().forEach(model::add);
        // The versions inside were compared when the segment was read: the next object follows the last of them.
        model.chain().append(model.highestVersion(), null, segment.lastSha256());
    }

    private void append(ModelView model, int version, @Nullable String previous, String sha256) {
        if (!model.chain().append(version, previous, sha256)) {
            String key = RegistryKeys.version(model.ref(version - 1));
            damage.found(
                    key, "the object of version " + version + " follows another one, with the SHA-256 " + previous);
            model.withdraw(version - 1);
        }
    }

    private static boolean follows(byte @Nullable [] next, byte[] content) {
        return next == null
                || Documents.previousSha256(next, 0, next.length)
                        .map(Digests.sha256Hex(content)::equals)
                        .orElse(true);
    }

    private static List<String> keys(ModelView model, int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(number -> RegistryKeys.version(model.ref(number)))
                .toList();
    }
}
