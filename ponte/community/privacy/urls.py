from django.urls import path

from ponte.community.privacy import views

urlpatterns = [
    path("data/", views.my_data, name="account_data"),
    path("data/my-data.json", views.my_data_file, name="account_data_file"),
    path("delete/", views.delete_account, name="account_delete"),
]
