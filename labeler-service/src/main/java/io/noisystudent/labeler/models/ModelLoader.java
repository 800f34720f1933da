package io.noisystudent.labeler.models;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a version ready to work: verified, opened on every device, of this pipeline's classes, and warmed up. */
public final class ModelLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

    private final ModelFiles files;
    private final LabelerDevices devices;
    private final ImageShape image;
    private final List<String> classes;
    private final DeviceGuard guard;

    /**
     * @param image of the pipeline; a model may take another size, but not another number of channels
     * @param classes of the pipeline, in their order
     */
    public ModelLoader(
            ModelFiles files, LabelerDevices devices, ImageShape image, List<String> classes, DeviceGuard guard) {
        this.files = files;
        this.devices = devices;
        this.image = image;
        this.classes = List.copyOf(classes);
        this.guard = guard;
    }

    LoadedModel load(ModelRef ref) {
        long start = System.nanoTime();
        byte[] model = files.read(ref);
        List<List<Classifier>> opened = guard.opening(() -> open(ref, model));
        Classifier first = opened.get(0).get(0);
        LOG.info(
                "model={} ready device={} sessions={} precision={} image={} millis={}",
                ref,
                first.device(),
                opened.size(),
                first.execution().precision(),
                first.imageShape(),
                (System.nanoTime() - start) / 1_000_000);
        return new LoadedModel(ref, opened, guard);
    }

    /** The classifiers of each device. */
    private List<List<Classifier>> open(ModelRef ref, byte[] model) {
        List<List<Classifier>> opened = new ArrayList<>();
        try {
            for (InferenceOptions options : devices.sessions()) {
                List<Classifier> device = new ArrayList<>();
                opened.add(device);
                open(ref, model, options, device);
            }
            return opened;
        } catch (RuntimeException | Error e) {
            // Of a device that failed nothing can be closed.
            if (!(e instanceof NoisyStudentException failure && failure.code() == ErrorCode.DEVICE_FAILED)) {
                close(opened, e);
            }
            throw e;
        }
    }

    /** @param opened gets each classifier as soon as it is there */
    private void open(ModelRef ref, byte[] model, InferenceOptions options, List<Classifier> opened) {
        Classifier first = Classifier.open(model, options);
        opened.add(first);
        check(ref, first);
        first.warmUp();
        for (int i = 1; i < devices.runsAtOnce(first.device()); i++) {
            opened.add(first.sibling());
        }
        if (first.device() == Device.CUDA && opened.size() > 1) {
            // The memory for all of them is taken now: later, that there is none is taken for the work of others.
            AtOnce.run(opened.stream()
                    .map(classifier -> (Runnable) classifier::warmUp)
                    .toList());
        }
    }

    private static void close(List<List<Classifier>> opened, Throwable reason) {
        for (List<Classifier> device : opened) {
            for (Classifier classifier : device) {
                try {
                    classifier.close();
                } catch (RuntimeException e) {
                    reason.addSuppressed(e);
                }
            }
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
