package io.noisystudent.registry.view;

import io.noisystudent.contracts.registry.Evaluation;
import io.noisystudent.registry.objects.Decision;
import io.noisystudent.registry.objects.Layout;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evidence and decisions once more, in one object what was said of a thousand versions: a line for each, its key and
 * its bytes.
 *
 * <p>More may be said later, so a bundle is complete for nobody: a start lists what there is in any case, and fetches
 * what no bundle holds. A bundle may therefore lack anything, or be removed.
 */
final class EvidenceBundles {
    /** Uncompressed; what is beyond it is fetched one by one. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;
    /** Read at a time, so that a start needs no more memory than what it keeps. */
    private static final int AT_A_TIME = 2;

    private static final Logger LOG = LoggerFactory.getLogger(EvidenceBundles.class);

    private final StoreReader reader;
    private final int size;
    /** How many bundles of a model are known to be there. */
    private final Map<String, Integer> settled = new ConcurrentHashMap<>();

    EvidenceBundles(StoreReader reader, int size) {
        this.reader = reader;
        this.size = size;
    }

    /** Hands on every object of the bundles of a model, by key. */
    void read(String model, BiConsumer<String, byte[]> use) {
        List<String> there = reader.keys(Layout.bundles(model), "");
        int count = 0;
        while (there.contains(key(model, count))) {
            count++;
        }
        settled.put(model, count);
        for (int i = 0; i < there.size(); i += AT_A_TIME) {
            List<String> some = there.subList(i, Math.min(i + AT_A_TIME, there.size()));
            reader.fetch(some, EvidenceBundles::parse).values().forEach(objects -> objects.forEach(use));
        }
    }

    /** Writes the next bundle, once its versions are no longer among the newest. */
    void writeNext(ModelView model, SlotWriter slots) {
        int bundle = settled.getOrDefault(model.name(), 0);
        int to = (bundle + 1) * size;
        if (model.highestVersion() < to + RegistryView.WINDOW) {
            return;
        }
        List<String> keys = new ArrayList<>();
        for (int version = to - size + 1; version <= to; version++) {
            for (Decision decision : model.decisions(version)) {
                keys.add(Layout.decision(decision.model(), decision.number()));
            }
            for (Evaluation evaluation : model.evaluations(version).values()) {
                keys.add(Layout.evaluation(evaluation.model(), evaluation.id()));
            }
        }
        slots.write(key(model.name(), bundle), write(keys));
        settled.put(model.name(), bundle + 1);
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

    /** The objects of a bundle by key; none if it is damaged. */
    private static Map<String, byte[]> parse(String key, byte[] content) {
        Map<String, byte[]> objects = new HashMap<>();
        try (GZIPInputStream zipped = new GZIPInputStream(new ByteArrayInputStream(content), 1 << 16)) {
            for (String line : new String(zipped.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                int tab = line.indexOf('\t');
                if (tab > 0) {
                    objects.put(line.substring(0, tab), line.substring(tab + 1).getBytes(StandardCharsets.UTF_8));
                }
            }
            return objects;
        } catch (IOException e) {
            LOG.error("bundle left out, its objects are read one by one; remove it key={} {}", key, e.getMessage());
            return Map.of();
        }
    }

    private String key(String model, int bundle) {
        return Layout.bundle(model, bundle * size + 1, (bundle + 1) * size);
    }
}
