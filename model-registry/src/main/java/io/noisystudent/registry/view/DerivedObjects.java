package io.noisystudent.registry.view;

import io.noisystudent.registry.objects.DamageLog;
import io.noisystudent.registry.objects.SlotWriter;
import java.util.List;
import java.util.function.Predicate;

/** Writes objects that follow from others, and writes them again when they are not what they should be. */
final class DerivedObjects {
    private final StoreReader reader;
    private final DamageLog damage;

    DerivedObjects(StoreReader reader) {
        this.reader = reader;
        this.damage = reader.damage();
    }

    /**
     * Makes sure that there is a good object.
     *
     * @param content to write if there is none
     * @param isGood says it of an object that is there
     */
    void put(String key, byte[] content, Predicate<byte[]> isGood, SlotWriter slots) {
        byte[] present = reader.fetch(List.of(key)).get(key);
        if (present == null && !damage.has(key)) {
            slots.write(key, content);
            return;
        }
        if (present == null || !isGood.test(present)) {
            slots.replace(key, content);
        }
        damage.sound(key);
    }
}
