package io.noisystudent.registry.webhooks;

import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.SlotWriter;
import io.noisystudent.registry.testing.TestRegistry;
import io.noisystudent.storage.ObjectStore;
import java.time.Instant;

/** The log of deliveries to a webhook {@code ops}, for tests in other packages. */
public final class DeliveryLogProbe {
    public static final String NOTICE = "digits/teacher-1";

    private final DeliveryLog log;

    public DeliveryLogProbe(ObjectStore store, DamageLog damage, SlotWriter slots) {
        this.log = new DeliveryLog(store, damage, slots, 3);
    }

    /** A webhook that has received something. */
    public void write() {
        log.since("ops", TestRegistry.NOW);
        log.write(NOTICE, attempt(Attempt.Phase.BEGUN));
        log.write(NOTICE, attempt(Attempt.Phase.DELIVERED));
    }

    public void read() {
        since();
        isDelivered();
    }

    public Instant since() {
        return log.since("ops", TestRegistry.NOW);
    }

    public boolean isDelivered() {
        return log.delivery("ops", NOTICE).state() == Delivery.State.DELIVERED;
    }

    private static Attempt attempt(Attempt.Phase phase) {
        return new Attempt("ops", "digits/teacher/1", 1, phase, TestRegistry.NOW, null, null, "nonce");
    }
}
