package io.visiona.agent.simulator;

/** What walks and drives through the simulated street. */
public enum FigureKind {
  PERSON("person", 0.42, 0),
  BICYCLE("bicycle", 1.1, 1),
  CAR("car", 2.1, 2),
  BUS("bus", 2.5, 5),
  DOG("dog", 1.4, 16);

  private final String label;
  private final double aspect;
  private final int cocoClass;

  FigureKind(String label, double aspect, int cocoClass) {
    this.label = label;
    this.aspect = aspect;
    this.cocoClass = cocoClass;
  }

  /** As models name it. */
  public String label() {
    return label;
  }

  /** Width by height. */
  double aspect() {
    return aspect;
  }

  /** Its index among COCO's classes, for models without labels. */
  int cocoClass() {
    return cocoClass;
  }
}
