package io.noisystudent.registry.view;

import io.noisystudent.contracts.registry.ModelEvaluation;
import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.Decision;
import io.noisystudent.registry.objects.RegistryKeys;
import io.noisystudent.registry.objects.SlotWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Evidence and decisions once more, in one object what was said of a thousand versions: a line for each, its key and
 * its bytes.
 *
 * <p>More may be said later, so no bundle counts as complete: a start lists what there is in any case, and fetches
 * what no bundle holds. A bundle may therefore lack anything, or be removed; one that lacks much is written again after
 * the next start.
 */
final class EvidenceBundles {
    /** Uncompressed; what is beyond it is fetched one by one. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;
    /** Read at a time, so that a start needs no more memory than what it keeps. */
    private static final int AT_A_TIME = 2;

    /** A bundle that lacks more of what is said of its versions than one part in so many is written again. */
    private static final int TOLERANCE = 10;

    private final StoreReader reader;
    private final DamageLog damage;
    private final DerivedObjects derived;
    private final int size;
    /** Of the bundles that were read, until they are looked at again. */
    private final Map<String, Extent> extents = new ConcurrentHashMap<>();
    /** How many bundles of a model are known to be good, or cannot be better. */
    private final Map<String, Integer> settled = new ConcurrentHashMap<>();

    EvidenceBundles(StoreReader reader, int size) {
        this.reader = reader;
        this.damage = reader.damage();
        this.derived = new DerivedObjects(reader);
        this.size = size;
    }

    /** What a bundle holds, in objects and in bytes. */
    private record Extent(int objects, long bytes) {
        static Extent of(Map<String, byte[]> objects) {
            return new Extent(
                    objects.size(),
                    objects.values().stream().mapToLong(object -> object.length).sum());
        }

        /** Whether it is worth keeping, when so many objects should be in it. */
        boolean suffices(int wanted) {
            boolean full = bytes > MOST_BYTES - MOST_BYTES / TOLERANCE;
            return full || wanted - objects <= wanted / TOLERANCE;
        }
    }

    /** Hands on every object of the bundles of a model, by key. */
    void read(String model, Listing listing, BiConsumer<String, byte[]> use) {
        List<String> there = listing.keys(RegistryKeys.bundles(model), "");
        for (int i = 0; i < there.size(); i += AT_A_TIME) {
            List<String> some = there.subList(i, Math.min(i + AT_A_TIME, there.size()));
            reader.fetch(some, this::parse)
                    .forEach((key, objects) -> objects.ifPresent(sound -> {
                        extents.put(key, Extent.of(sound));
                        sound.forEach(use);
                    }));
        }
    }

    /**
     * Writes the next bundle, once its versions are no longer among the newest. One that is there is written again if it
     * is damaged, or if most of what it should hold was said after it was written.
     */
    void writeNext(ModelView model, SlotWriter slots) {
        int bundle = settled.getOrDefault(model.name(), 0);
        boolean written = false;
        while (!written && model.highestVersion() >= (bundle + 1) * size + RegistryView.WINDOW) {
            List<String> keys = keys(model, bundle);
            String key = key(model.name(), bundle);
            Extent known = extents.remove(key);
            if (known == null || !known.suffices(keys.size())) {
                derived.put(key, write(keys), present -> suffices(key, present, keys.size()), slots);
                written = true;
            }
            bundle++;
            settled.put(model.name(), bundle);
        }
    }

    private boolean suffices(String key, byte[] bundle, int wanted) {
        return parse(key, bundle)
                .map(Extent::of)
                .filter(extent -> extent.suffices(wanted))
                .isPresent();
    }

    /** The objects about the versions of a bundle, as far as they are known. */
    private List<String> keys(ModelView model, int bundle) {
        List<String> keys = new ArrayList<>();
        for (int version = bundle * size + 1; version <= (bundle + 1) * size; version++) {
            for (Decision decision : model.decisions(version)) {
                keys.add(RegistryKeys.decision(decision.model(), decision.number()));
            }
            for (ModelEvaluation evaluation : model.evaluations(version).values()) {
                keys.add(RegistryKeys.evaluation(evaluation.model(), evaluation.id()));
            }
        }
        return keys;
    }

    private byte[] write(List<String> keys) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int written = 0;
        try (GZIPOutputStream zipped = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < keys.size() && written < MOST_BYTES; i += size) {
                Map<String, byte[]> some =
                        new LinkedHashMap<>(reader.fetch(keys.subList(i, Math.min(i + size, keys.size()))));
                some.values().removeIf(content -> new String(content, StandardCharsets.UTF_8).contains("\n"));
                for (Map.Entry<String, byte[]> object : some.entrySet()) {
                    written += object.getValue().length;
                    if (written < MOST_BYTES) {
                        zipped.write((object.getKey() + "\t").getBytes(StandardCharsets.UTF_8));
                        zipped.write(object.getValue());
                        zipped.write('\n');
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The objects of a bundle by key; empty, and noted, if it is damaged. */
    private Optional<Map<String, byte[]>> parse(String key, byte[] content) {
        Map<String, byte[]> objects = new HashMap<>();
        try (GZIPInputStream zipped = new GZIPInputStream(new ByteArrayInputStream(content), 1 << 16)) {
            for (String line : new String(zipped.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                int tab = line.indexOf('\t');
                if (tab > 0) {
                    objects.put(line.substring(0, tab), line.substring(tab + 1).getBytes(StandardCharsets.UTF_8));
                }
            }
            return Optional.of(objects);
        } catch (IOException e) {
            damage.found(key, "it cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private String key(String model, int bundle) {
        return RegistryKeys.bundle(model, bundle * size + 1, (bundle + 1) * size);
    }
}
