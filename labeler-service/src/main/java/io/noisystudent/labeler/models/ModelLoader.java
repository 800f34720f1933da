package io.noisystudent.labeler.models;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.InferenceOptions;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a version ready to work: verified, opened on every device, of this pipeline's classes, and warmed up. */
public final class ModelLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

    private final ModelFiles files;
    private final Devices devices;
    private final ImageShape image;
    private final List<String> classes;
    private final DeviceGuard guard;

    /**
     * @param image of the pipeline; a model may take another size, but not another number of channels
     * @param classes of the pipeline, in their order
     */
    public ModelLoader(ModelFiles files, Devices devices, ImageShape image, List<String> classes, DeviceGuard guard) {
        this.files = files;
        this.devices = devices;
        this.image = image;
        this.classes = List.copyOf(classes);
        this.guard = guard;
    }

    LoadedModel load(ModelRef ref) {
        long start = System.nanoTime();
        byte[] model = files.read(ref);
        List<Classifier> opened = guard.opening(() -> open(ref, model));
        Classifier first = opened.get(0);
        LOG.info(
                "model={} ready device={} sessions={} precision={} image={} millis={}",
                ref,
                first.device(),
                opened.size(),
                first.execution().precision(),
                first.imageShape(),
                (System.nanoTime() - start) / 1_000_000);
        return new LoadedModel(ref, opened, devices.runsAtOnce(first.device()), guard);
    }

    /** A classifier on each device. */
    private List<Classifier> open(ModelRef ref, byte[] model) {
        List<Classifier> opened = new ArrayList<>();
        try {
            for (InferenceOptions options : devices.sessions()) {
                Classifier classifier = Classifier.open(model, options);
                opened.add(classifier);
                check(ref, classifier);
                classifier.warmUp();
            }
            return opened;
        } catch (NoisyStudentException e) {
            if (e.code() != ErrorCode.DEVICE_FAILED) {
                opened.forEach(Classifier::close);
            }
            throw e;
        }
    }

    private void check(ModelRef ref, Classifier classifier) {
        require(
                classifier.classes().equals(classes),
                ref,
                "the model's classes are " + classifier.classes() + ", the pipeline's are " + classes);
        require(
                classifier.imageShape().channels() == image.channels(),
                ref,
                "the model takes images of " + classifier.imageShape() + ", the pipeline's are " + image);
    }

    private static void require(boolean condition, ModelRef ref, String difference) {
        if (!condition) {
            throw new NoisyStudentException(
                    ErrorCode.SIGNATURE_MISMATCH,
                    ref.toString(),
                    difference + "; nothing is labeled with it, register a model of this pipeline");
        }
    }
}
