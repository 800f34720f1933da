package io.noisystudent.registry.objects;

import io.noisystudent.contracts.event.ModelRef;
import java.util.Locale;

/**
 * Keys of the registry's objects. Numbers are padded, so that the order of keys is the order of numbers.
 *
 * <pre>
 * blobs/sha256/{digest}                                  an ONNX file
 * models/{name}/versions/{n, 10 digits}.json             a version
 * models/{name}/evaluations/{n}/{id}.json                evidence
 * models/{name}/decisions/{n}/{k, 10 digits}.json        what was decided about a version
 * models/{name}/aliases/{alias}/{revision, 20 digits}.json
 * models/{name}/segments/{n, 10 digits}-{m, 10 digits}.jsonl.gz   the versions n to m once more, to be read in one go
 * models/{name}/bundles/{n, 10 digits}-{m, 10 digits}.gz   what was said of the versions n to m once more, likewise
 * models/{name}/signatures/{n}/{key}.json               a signature of a version
 * models/{name}/annotations/{revision, 20 digits}.json   a change of tags or description, of the model or a version
 * models/{name}/continuations/{k, 10 digits}.json        numbers that are never given again after a restore
 * webhooks/{name}/since.json                             when a webhook was first known
 * webhooks/{name}/deliveries/{model}/{what}/{k, 10 digits}-{begun|delivered|failed}.json
 * proofs/writes                                          replaced now and then, to see that writes succeed
 * </pre>
 */
public final class RegistryKeys {
    public static final String MODELS = "models/";
    /** The only object that is replaced again and again. */
    public static final String WRITE_PROBE = "proofs/writes";

    private static final String WEBHOOKS = "webhooks/";
    private static final String JSON = ".json";

    private RegistryKeys() {}

    public static String blob(String sha256) {
        return "blobs/sha256/" + sha256;
    }

    public static String versions(String model) {
        return MODELS + model + "/versions/";
    }

    public static String version(ModelRef ref) {
        return versions(ref.name()) + ten(ref.version()) + JSON;
    }

    public static String segments(String model) {
        return MODELS + model + "/segments/";
    }

    /** The versions {@code from} to {@code to}, both inclusive. */
    public static String segment(String model, int from, int to) {
        return segments(model) + ten(from) + "-" + ten(to) + ".jsonl.gz";
    }

    public static String bundles(String model) {
        return MODELS + model + "/bundles/";
    }

    /** What was said of the versions {@code from} to {@code to}, both inclusive. */
    public static String bundle(String model, int from, int to) {
        return bundles(model) + ten(from) + "-" + ten(to) + ".gz";
    }

    public static String evaluations(String model) {
        return MODELS + model + "/evaluations/";
    }

    public static String evaluations(ModelRef ref) {
        return evaluations(ref.name()) + ten(ref.version()) + "/";
    }

    public static String evaluation(ModelRef ref, String id) {
        return evaluations(ref) + id + JSON;
    }

    public static String decisions(String model) {
        return MODELS + model + "/decisions/";
    }

    public static String decisions(ModelRef ref) {
        return decisions(ref.name()) + ten(ref.version()) + "/";
    }

    public static String decision(ModelRef ref, int number) {
        return decisions(ref) + ten(number) + JSON;
    }

    public static String aliases(String model) {
        return MODELS + model + "/aliases/";
    }

    public static String slots(String model, String alias) {
        return aliases(model) + alias + "/";
    }

    public static String slot(String model, String alias, long revision) {
        return slots(model, alias) + twenty(revision) + JSON;
    }

    public static String signatures(ModelRef ref) {
        return MODELS + ref.name() + "/signatures/" + ten(ref.version()) + "/";
    }

    public static String signature(ModelRef ref, String keyId) {
        return signatures(ref) + keyId + JSON;
    }

    public static String annotations(String model) {
        return MODELS + model + "/annotations/";
    }

    public static String annotation(String model, long revision) {
        return annotations(model) + twenty(revision) + JSON;
    }

    public static String continuations(String model) {
        return MODELS + model + "/continuations/";
    }

    public static String continuation(String model, int number) {
        return continuations(model) + ten(number) + JSON;
    }

    public static String webhookBeginning(String webhook) {
        return WEBHOOKS + webhook + "/since" + JSON;
    }

    public static String deliveries(String webhook) {
        return WEBHOOKS + webhook + "/deliveries/";
    }

    /** One object of an attempt to deliver; {@code notice} has the model and what happened. */
    public static String attempt(String webhook, String notice, int number, String phase) {
        return deliveries(webhook) + notice + "/" + ten(number) + "-" + phase.toLowerCase(Locale.ROOT) + JSON;
    }

    private static String twenty(long number) {
        return padded(number, 20);
    }

    private static String ten(int number) {
        return padded(number, 10);
    }

    /** By hand: a view makes thousands of keys, and a format is read each time. */
    private static String padded(long number, int digits) {
        String plain = Long.toString(number);
        return "0".repeat(Math.max(0, digits - plain.length())) + plain;
    }
}
