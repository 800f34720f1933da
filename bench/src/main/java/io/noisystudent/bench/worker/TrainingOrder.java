package io.noisystudent.bench.worker;

import io.noisystudent.contracts.config.ImageShape;
import io.noisystudent.contracts.config.Noise;
import io.noisystudent.contracts.config.OptimizerConfig;
import io.noisystudent.contracts.config.Phases;
import io.noisystudent.contracts.config.Recipe;
import io.noisystudent.learning.torch.Compute;
import io.noisystudent.learning.torch.CudaSettings;
import io.noisystudent.learning.torch.DeviceChoice;
import io.noisystudent.learning.torch.Devices;
import io.noisystudent.learning.torch.Kernels;
import java.util.List;
import java.util.Locale;

/**
 * What a worker is to train, in the words of a line.
 *
 * @param device {@code cpu} or {@code cuda}
 * @param loaders threads that prepare batches
 */
public record TrainingOrder(
        String network,
        Arithmetic arithmetic,
        int batch,
        int steps,
        ImageShape shape,
        int threads,
        Kind noise,
        String device,
        int loaders) {
    /** How many words there are, the command not counted. */
    static final int WORDS = 10;

    /** Which noise. */
    public enum Kind {
        PLAIN,
        /** On the images alone. */
        IMAGES,
        /** On the images, and dropout and stochastic depth in the network. */
        NOISE,
        /** In the network; the images are those of the first batch in every step, and are on the device already. */
        RESIDENT
    }

    /** From the words behind the command; the images are square. */
    static TrainingOrder of(List<String> words) {
        int side = Integer.parseInt(words.get(4));
        return new TrainingOrder(
                words.get(0),
                Arithmetic.of(words.get(1)),
                Integer.parseInt(words.get(2)),
                Integer.parseInt(words.get(3)),
                new ImageShape(side, side, Integer.parseInt(words.get(5))),
                Integer.parseInt(words.get(6)),
                Kind.valueOf(words.get(7).toUpperCase(Locale.ROOT)),
                words.get(8),
                Integer.parseInt(words.get(9)));
    }

    /** What {@link #of} reads; {@code worker.py} understands the same. */
    public List<Object> words() {
        return List.of(
                network,
                arithmetic,
                batch,
                steps,
                shape.width(),
                shape.channels(),
                threads,
                noise.name().toLowerCase(Locale.ROOT),
                device,
                loaders);
    }

    /** The same with other noise. */
    public TrainingOrder with(Kind other) {
        return new TrainingOrder(network, arithmetic, batch, steps, shape, threads, other, device, loaders);
    }

    /** The same in another arithmetic. */
    TrainingOrder with(Arithmetic other) {
        return new TrainingOrder(network, other, batch, steps, shape, threads, noise, device, loaders);
    }

    /** The device, as a trainer opens it; a deterministic card takes {@code CUBLAS_WORKSPACE_CONFIG}. */
    Compute compute(boolean deterministic) {
        DeviceChoice choice = DeviceChoice.named(device)
                .orElseThrow(() -> new IllegalArgumentException("device is " + device + "; give cpu or cuda"));
        return new Devices()
                .open(
                        choice,
                        new Devices.Request(
                                threads,
                                arithmetic.precision(),
                                Kernels.AUTO,
                                new CudaSettings(arithmetic == Arithmetic.TF32, true, deterministic)));
    }

    /** The noise on images, and in the network. */
    Noise distortions() {
        boolean onImages = noise == Kind.IMAGES || noise == Kind.NOISE;
        boolean inNetwork = noise == Kind.RESIDENT || noise == Kind.NOISE;
        int side = shape.width();
        return new Noise(
                onImages ? new Noise.RandAugment(2, 10, Noise.Operations.ALL) : null,
                onImages ? side / 8 : 0,
                onImages,
                onImages ? side / 4 : 0,
                Noise.GRAY,
                inNetwork ? 0.3 : 0,
                inNetwork ? 0.2 : 0);
    }

    /** A training of so many steps on labeled images. */
    Recipe recipe(int length) {
        return new Recipe(
                network,
                0,
                length,
                batch,
                1,
                new Recipe.Objective(true, 1, 0, null),
                new OptimizerConfig(0.05, 0.9, 5e-4, 0.1),
                distortions(),
                0.99,
                Phases.JOINT,
                null,
                null);
    }
}
