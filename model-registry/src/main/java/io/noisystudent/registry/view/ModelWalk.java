package io.noisystudent.registry.view;

import io.noisystudent.registry.objects.Names;
import io.noisystudent.registry.objects.RegistryKeys;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists the keys of all models together, a thousand with each request: the names of ten thousand small models are not
 * worth as many requests.
 *
 * <p>Of a model that has more keys than a few, only those are of interest that are not known: callers ask for what
 * comes after them.
 */
final class ModelWalk {
    /** Keys from which on a model is listed by itself, if they do not lie within one answer of the store. */
    private static final int LARGE = 250;

    private final StoreReader reader;
    private final BiConsumer<String, Listing> use;
    private ListedModel listed = new ListedModel();
    private @Nullable String model;

    /** @param use is handed each model with a listing that has all of its keys, or asks the store for them */
    ModelWalk(StoreReader reader, BiConsumer<String, Listing> use) {
        this.reader = reader;
        this.use = use;
    }

    void run() {
        String last = "";
        boolean more = true;
        while (more) {
            StoreReader.Page page = reader.page(RegistryKeys.MODELS, last);
            page.keys().forEach(this::add);
            more = !page.isLast();
            if (more) {
                last = page.keys().get(page.keys().size() - 1);
                if (model != null && listed.size() >= LARGE) {
                    last = RegistryKeys.MODELS + model + "0";
                    handOver(reader);
                }
            }
        }
        handOver(listed);
    }

    private void add(String key) {
        int slash = key.indexOf('/', RegistryKeys.MODELS.length());
        String name = slash < 0 ? null : key.substring(RegistryKeys.MODELS.length(), slash);
        if (name != null && !name.equals(model)) {
            handOver(listed);
            model = name;
        }
        if (name != null) {
            listed.add(key);
        }
    }

    private void handOver(Listing keys) {
        if (model != null && Names.isName(model)) {
            use.accept(model, keys);
        }
        model = null;
        listed = new ListedModel();
    }
}
