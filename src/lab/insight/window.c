/* Sums in double, in the points' order. */
#include "lab/insight/window.h"

double window_loss(const struct curve_point *points, int from, int to)
{
	double sum = 0;

	for (int i = from; i < to; i++)
		sum += (double)points[i].loss;
	return sum / (to - from);
}

double window_accuracy(const struct curve_point *points, int from, int to)
{
	double sum = 0;

	for (int i = from; i < to; i++)
		sum += (double)points[i].accuracy;
	return sum / (to - from);
}
