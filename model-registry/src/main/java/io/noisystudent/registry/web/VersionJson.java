package io.noisystudent.registry.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.contracts.registry.ModelVersion;
import io.noisystudent.contracts.registry.Page;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Pages of versions as JSON, put together from the JSON of their versions, which is kept: a version never changes.
 *
 * <p>Kept are those that were asked for lately, in two generations: when the young one is full, the old one is dropped
 * and the young one takes its place.
 */
@Singleton
public class VersionJson {
    private static final long GENERATION_BYTES = 24L * 1024 * 1024;
    private static final byte[] BEGIN = "{\"items\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEXT = "],\"next\":".getBytes(StandardCharsets.US_ASCII);

    private final ObjectMapper mapper;
    private final long generationBytes;
    private volatile Generation young = new Generation();
    private volatile Generation old = new Generation();

    @Inject
    VersionJson(ObjectMapper mapper) {
        this(mapper, GENERATION_BYTES);
    }

    /** @param generationBytes how much JSON a generation keeps */
    VersionJson(ObjectMapper mapper, long generationBytes) {
        this.mapper = mapper;
        this.generationBytes = generationBytes;
    }

    /** As Jackson writes it. */
    byte[] of(Page<ModelVersion> page) {
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(2048 * (page.items().size() + 1));
        out.writeBytes(BEGIN);
        boolean first = true;
        for (ModelVersion version : page.items()) {
            if (!first) {
                out.write(',');
            }
            first = false;
            out.writeBytes(of(version));
        }
        out.writeBytes(NEXT);
        // A cursor is a number: nothing in it needs an escape.
        String next = page.next() == null ? "null" : "\"" + page.next() + "\"";
        out.writeBytes((next + "}").getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private byte[] of(ModelVersion version) {
        Generation current = young;
        byte[] json = current.entries.get(version.model());
        if (json == null) {
            byte[] before = old.entries.get(version.model());
            json = before == null ? write(version) : before;
            current.entries.put(version.model(), json);
            if (current.bytes.addAndGet(json.length) > generationBytes) {
                age(current);
            }
        }
        return json;
    }

    private synchronized void age(Generation full) {
        if (young == full) {
            old = full;
            young = new Generation();
        }
    }

    private byte[] write(ModelVersion version) {
        try {
            return mapper.writeValueAsBytes(version);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not writable as JSON: " + version.model(), e);
        }
    }

    private static final class Generation {
        private final ConcurrentMap<ModelRef, byte[]> entries = new ConcurrentHashMap<>();
        private final AtomicLong bytes = new AtomicLong();
    }
}
