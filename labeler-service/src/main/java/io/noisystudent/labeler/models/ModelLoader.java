package io.noisystudent.labeler.models;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.error.ErrorCode;
import io.noisystudent.contracts.error.NoisyStudentException;
import io.noisystudent.contracts.event.ModelRef;
import io.noisystudent.inference.Classifier;
import io.noisystudent.inference.InferenceOptions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a version ready to work: verified, opened, of this pipeline's classes, and warmed up. */
public final class ModelLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

    private final ModelFiles files;
    private final InferenceOptions options;
    private final int runsAtOnce;
    private final ImageShape image;
    private final List<String> classes;

    /**
     * @param options whose threads run a batch each
     * @param image of the pipeline; a model may take another size, but not another number of channels
     * @param classes of the pipeline, in their order
     */
    public ModelLoader(ModelFiles files, InferenceOptions options, ImageShape image, List<String> classes) {
        this.files = files;
        this.options = options.withThreads(1);
        this.runsAtOnce = options.threads();
        this.image = image;
        this.classes = List.copyOf(classes);
    }

    LoadedModel load(ModelRef ref) {
        long start = System.nanoTime();
        Classifier classifier = Classifier.open(files.read(ref), options);
        try {
            require(
                    classifier.classes().equals(classes),
                    ref,
                    "the model's classes are " + classifier.classes() + ", the pipeline's are " + classes);
            require(
                    classifier.imageShape().channels() == image.channels(),
                    ref,
                    "the model takes images of " + classifier.imageShape() + ", the pipeline's are " + image);
            classifier.warmUp();
        } catch (NoisyStudentException e) {
            classifier.close();
            throw e;
        }
        LOG.info(
                "model={} ready device={} image={} millis={}",
                ref,
                classifier.device(),
                classifier.imageShape(),
                (System.nanoTime() - start) / 1_000_000);
        return new LoadedModel(ref, classifier, runsAtOnce);
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
