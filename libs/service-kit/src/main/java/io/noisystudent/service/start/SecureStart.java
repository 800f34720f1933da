package io.noisystudent.service.start;

import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.service.access.AccessMode;
import io.noisystudent.service.limit.LimitConfig;
import io.noisystudent.service.limit.LimitProblems;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses to start a service that would send data, tokens or known secrets unprotected, unless that was allowed, and one
 * whose limits contradict each other.
 */
@Singleton
public class SecureStart {
    private static final Logger LOG = LoggerFactory.getLogger(SecureStart.class);
    private static final String KEY = "noisystudent.transport.allow-insecure";
    private static final String KEYS_FILE = "noisystudent.access.keys-file";

    private final Config config;
    private final TransportConfig transport;
    private final AccessMode access;
    private final LimitConfig limits;

    SecureStart(Config config, TransportConfig transport, AccessMode access, LimitConfig limits) {
        this.config = config;
        this.transport = transport;
        this.access = access;
        this.limits = limits;
    }

    /** Before anything of the service connects to anything. */
    void check(@Observes @Priority(0) StartupEvent start) {
        StartRefusal.guard(this::require);
    }

    private void require() {
        List<String> contradictions = LimitProblems.of(limits);
        if (!contradictions.isEmpty()) {
            throw new NoisyStudentException(ErrorCode.CONFIG_INVALID, "limits", String.join("\n", contradictions));
        }
        Set<String> allowed = new TreeSet<>(transport.allowInsecure().orElse(List.of()));
        List<String> problems = new ArrayList<>();
        for (String kind : allowed) {
            if (!InsecureSettings.KINDS.contains(kind)) {
                problems.add(KEY + " names '" + kind + "'; it may name " + new TreeSet<>(InsecureSettings.KINDS));
            }
        }
        String keysFile = config.getConfigValue(KEYS_FILE).getRawValue();
        if (keysFile != null && keysFile.isBlank()) {
            problems.add(KEYS_FILE + " is empty, which would admit every caller; name the file, or leave the key out");
        }
        InsecureSettings settings =
                new InsecureSettings(key -> config.getOptionalValue(key, String.class), access.isProofRequired());
        for (InsecureSettings.Finding finding : settings.findings()) {
            if (allowed.contains(finding.kind())) {
                LOG.warn("insecure, and allowed: {}", finding.text());
            } else {
                problems.add(finding.text() + ", or add '" + finding.kind() + "' to " + KEY);
            }
        }
        if (!problems.isEmpty()) {
            throw new NoisyStudentException(ErrorCode.CONFIG_INVALID, "transport", String.join("\n", problems));
        }
    }
}
