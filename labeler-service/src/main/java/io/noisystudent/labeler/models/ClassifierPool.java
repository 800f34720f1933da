package io.noisystudent.labeler.models;

import io.noisystudent.inference.Classifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The classifiers of a version, of which each runs a batch at a time. Thread-safe. */
final class ClassifierPool {
    private final List<Deque<Seat>> idle;
    private final List<Classifier> all;

    /**
     * A classifier while a batch is in it.
     *
     * @param device position of its device
     */
    record Seat(Classifier classifier, int device) {}

    /** @param perDevice those of each device */
    ClassifierPool(List<List<Classifier>> perDevice) {
        all = perDevice.stream().flatMap(List::stream).toList();
        idle = IntStream.range(0, perDevice.size())
                .mapToObj(device -> seats(perDevice.get(device), device))
                .toList();
    }

    private static Deque<Seat> seats(List<Classifier> classifiers, int device) {
        Deque<Seat> seats = new ArrayDeque<>();
        classifiers.forEach(classifier -> seats.addLast(new Seat(classifier, device)));
        return seats;
    }

    /** A classifier of the device that has least to do; waits while all are busy. */
    synchronized Seat take() throws InterruptedException {
        Deque<Seat> freest = freest();
        while (freest.isEmpty()) {
            wait();
            freest = freest();
        }
        return freest.removeFirst();
    }

    private Deque<Seat> freest() {
        Deque<Seat> freest = idle.get(0);
        for (Deque<Seat> device : idle) {
            if (device.size() > freest.size()) {
                freest = device;
            }
        }
        return freest;
    }

    synchronized void giveBack(Seat seat) {
        idle.get(seat.device()).addLast(seat);
        notify();
    }

    Stream<Classifier> all() {
        return all.stream();
    }
}
