package io.noisystudent.service.request;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * The methods of HTTP that have metrics; requests with others are not measured.
 *
 * <p>The method is a label of the metrics of requests, and callers can invent as many as they like: each would be a time
 * series that is kept for ever.
 */
@Singleton
public class KnownMethods implements MeterFilter {
    private static final Set<String> KNOWN =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");
    private static final String REQUESTS = "http.server.";

    static boolean isKnown(String method) {
        return KNOWN.contains(method);
    }

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        String method = id.getName().startsWith(REQUESTS) ? id.getTag("method") : null;
        return method == null || isKnown(method) ? MeterFilterReply.NEUTRAL : MeterFilterReply.DENY;
    }
}
