package io.noisystudent.labeler.models;

import io.noisystudent.inference.Device;
import io.noisystudent.inference.InferenceOptions;
import java.util.List;

/**
 * Where the versions of this process run: on the CPU, as many batches at once as there are threads, or on CUDA devices,
 * each with a session of its own.
 *
 * @param options of every session; its threads are those of the process
 * @param numbers of the CUDA devices; the CPU counts as one device, whatever they are
 * @param batchesPerDevice batches that are on a CUDA device at once: while one computes, the next is copied
 */
public record LabelerDevices(InferenceOptions options, List<Integer> numbers, int batchesPerDevice) {
    public LabelerDevices {
        numbers = List.copyOf(numbers);
        if (numbers.isEmpty() || batchesPerDevice < 1) {
            throw new IllegalArgumentException("devices are " + numbers + ", with " + batchesPerDevice
                    + " batches each; there must be one of both");
        }
    }

    /** The options of each session, which runs a batch on one thread. */
    public List<InferenceOptions> sessions() {
        InferenceOptions one = options.withThreads(1);
        List<Integer> each = options.device() == Device.CPU ? numbers.subList(0, 1) : numbers;
        return each.stream()
                .map(number -> one.withCuda(one.cuda().withNumber(number)))
                .toList();
    }

    /** The same work without a GPU. */
    public LabelerDevices onCpu() {
        return new LabelerDevices(options.withDevice(Device.CPU), numbers, batchesPerDevice);
    }

    /** Batches that a session on this device runs at once. */
    int runsAtOnce(Device device) {
        return device == Device.CPU ? options.threads() : batchesPerDevice;
    }

    /** Whether a version must go before the next one comes: a limit of memory is for one session of a device. */
    public boolean holdOneVersion() {
        return options.device() != Device.CPU && options.cuda().memoryLimit().isPresent();
    }
}
