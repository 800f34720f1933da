package io.noisystudent.learning.selection;

import java.util.List;

/**
 * What a selection did; copies inflate the total but carry no information, therefore both are reported.
 *
 * @param candidates samples that were offered
 * @param target rows wanted of each class; 0 if the method has no such target
 * @param unique samples chosen
 * @param total rows, copies counted
 * @param classes one entry per class, in the order of the classes
 */
public record SelectionReport(int candidates, int target, int unique, int total, List<ClassCount> classes) {
    public SelectionReport {
        classes = List.copyOf(classes);
    }

    /**
     * One class.
     *
     * @param accepted samples that passed the floor and the filters
     * @param unique samples chosen
     * @param total rows, copies counted
     * @param threshold confidence of the least confident chosen sample; 1 if none was chosen
     */
    public record ClassCount(int accepted, int unique, int total, double threshold) {}
}
